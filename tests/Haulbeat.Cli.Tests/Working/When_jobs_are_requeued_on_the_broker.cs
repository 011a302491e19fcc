using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_jobs_are_requeued_on_the_broker : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("return", 1)]
    [InlineData("drain", 2)]
    public async Task The_next_worker_takes_them_and_nothing_of_the_first_run_is_left(string onStop, int signals)
    {
        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        var queue = Foreign.TestQueue.NewName();
        await home.RunAsync("send", queue, "x", "--id", "one", "--declare", "classic");
        await using var first = home.Start("work", queue, "--json", "--on-stop", onStop, "--", "sh", "-c", "echo $$ > " + home.File("pid") + "; sleep 1000 & wait");
        await Eventually.BecomesAsync(() => Task.FromResult(File.Exists(home.File("pid")) && new FileInfo(home.File("pid")).Length > 0));
        first.Signal(15);
        if (signals > 1)
        {
            await first.WaitForAsync("draining");
            first.Signal(15);
        }

        var firstEnd = await first.EndAsync();
        var next = await home.RunAsync("work", queue, "--json", "--until-empty", "--", "cat");

        firstEnd.ExitCode.Should().Be(0, firstEnd.Errors);
        firstEnd.Events("requeued").Should().ContainSingle();
        Directory.Exists("/proc/" + (await File.ReadAllTextAsync(home.File("pid"), TestContext.Current.CancellationToken)).Trim()).Should().BeFalse();
        next.Events("finished").Should().ContainSingle().Which.Text("job").Should().Be("one");
    }
}
