using Haulbeat.Testing;
namespace Haulbeat.Cli.Tests.Seed;

[Trait("Category", "Long")]
public sealed class When_all_cores_are_busy
{
    private const int LoadPerCore = 8;

    [Fact]
    public async Task No_heartbeat_is_missed()
    {
        await using var broker = await OwnBroker.StartAsync();
        await SeedCase.SendAsync(broker, 200);

        // The job makes the load itself, eight busy loops a core, so that it begins and ends with the job.
        var loops = LoadPerCore * Environment.ProcessorCount;
        await SeedCase.SucceedAsync(broker, "sh", "-c", $"seconds=$(cat); for n in $(seq {loops}); do timeout $seconds sh -c 'while :; do :; done' & done; wait");
    }
}
