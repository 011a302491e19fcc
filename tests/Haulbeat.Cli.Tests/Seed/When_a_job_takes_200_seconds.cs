using Haulbeat.Testing;
namespace Haulbeat.Cli.Tests.Seed;

[Trait("Category", "Long")]
public sealed class When_a_job_takes_200_seconds
{
    [Fact]
    public async Task It_is_one_run_and_no_heartbeat_is_missed()
    {
        await using var broker = await OwnBroker.StartAsync();
        await SeedCase.SendAsync(broker, 200);
        await SeedCase.SucceedAsync(broker, "sh", "-c", "sleep $(cat)");
    }
}
