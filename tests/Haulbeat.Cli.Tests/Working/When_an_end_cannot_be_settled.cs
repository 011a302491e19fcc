using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_an_end_cannot_be_settled : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_job_is_kept_and_two_signals_hand_it_back_after_the_grace()
    {
        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        var queue = Foreign.TestQueue.NewName();
        await TestBroker.ControlAsync("set_policy", queue, $"^haulbeat[.]dead[.]{queue}$", """{"max-length":1,"overflow":"reject-publish"}""");
        int dead;
        try
        {
            // A full quorum queue takes one or two more before it says so.
            await home.RunAsync("send", queue, "--lines", "--declare", "classic", "--file", await FourLinesAsync());
            await using var first = home.Start("work", queue, "--json", "--grace", "1s", "--", "sh", "-c", "exit 3");
            await first.WaitForAsync("cannot be settled yet");
            first.Signal(15);
            await first.WaitForAsync("draining");
            first.Signal(15);

            var end = await first.EndAsync();

            end.ExitCode.Should().Be(0, end.Errors);
            dead = end.Events("dead").Count;
        }
        finally
        {
            await TestBroker.ControlAsync("clear_policy", queue);
        }

        var next = await home.RunAsync("work", queue, "--json", "--until-empty", "--", "cat");
        next.Events("finished").Should().HaveCount(4 - dead).And.HaveCountGreaterThan(0);
    }

    private async Task<string> FourLinesAsync()
    {
        await File.WriteAllTextAsync(home.File("lines"), "1\n2\n3\n4\n", TestContext.Current.CancellationToken);
        return home.File("lines");
    }
}
