using Haulbeat.Testing;
namespace Haulbeat.Cli.Tests.Seed;

[Trait("Category", "Long")]
public sealed class When_a_job_stops_itself
{
    [Fact]
    public async Task It_goes_on_when_woken_and_no_heartbeat_is_missed()
    {
        await using var broker = await OwnBroker.StartAsync();
        await SeedCase.SendAsync(broker, 30);

        // Whoever wakes it is a process of the job too; $$ is the shell that stops.
        await SeedCase.SucceedAsync(broker, "sh", "-c", "(sleep $(cat); kill -CONT $$) & kill -STOP $$; wait");
    }
}
