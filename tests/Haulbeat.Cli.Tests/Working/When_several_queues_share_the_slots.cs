using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_several_queues_share_the_slots : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_jobs_are_done_and_never_more_than_the_slots_at_once(bool rabbit)
    {
        if (rabbit)
        {
            home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        }

        string[] queues = [Foreign.TestQueue.NewName(), Foreign.TestQueue.NewName(), Foreign.TestQueue.NewName()];
        foreach (var queue in queues)
        {
            await home.RunWithAsync("a\nb\nc\nd\n", "send", queue, "--lines", "--declare", "classic");
        }

        var end = await home.RunAsync(["work", .. queues, "--slots", "2", "--json", "--until-empty", "--", "sleep", "0.1"]);

        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").GroupBy(finished => finished.Text("queue")).Select(group => (group.Key, group.Count())).Should().BeEquivalentTo(queues.Select(queue => (queue, 4)));
        Running(end).Should().OnlyContain(count => count <= 2).And.Contain(2);
    }

    private static IEnumerable<int> Running(ProgramEnd end)
    {
        var running = 0;
        return [.. end.Json().Select(line => running += line.Text("event") switch { "started" => 1, "finished" => -1, _ => 0 })];
    }
}
