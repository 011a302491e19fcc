using Haulbeat.Testing;
namespace Haulbeat.Cli.Tests.Seed;

public sealed class When_a_job_takes_longer_than_the_heartbeat
{
    [Fact]
    public async Task It_is_one_run_and_no_heartbeat_is_missed_where_work_in_the_callback_fails()
    {
        await using var broker = await OwnBroker.StartAsync();
        await SeedCase.SendAsync(broker, 12);
        await SeedCase.SucceedAsync(broker, "sh", "-c", "sleep $(cat)");

        await SeedCase.SendAsync(broker, 12);
        await SeedCase.FailInCallbackAsync(broker);
    }
}
