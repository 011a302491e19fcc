using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_worker_is_killed : IDisposable
{
    private const int Kill = 9;

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_jobs_tree_ends_and_the_next_worker_does_the_job()
    {
        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        var queue = Foreign.TestQueue.NewName();
        await home.RunAsync("send", queue, "x", "--id", "one", "--declare", "classic");
        await using var first = home.Start("work", queue, "--json", "--", "sh", "-c", "setsid sleep 1000 & echo $! > " + home.File("grandchild") + "; wait");
        await Eventually.BecomesAsync(() => Task.FromResult(Grandchild() is not null));

        first.Signal(Kill);
        var next = await home.RunAsync("work", queue, "--json", "--max-jobs", "1", "--", "cat");

        next.Events("finished").Should().ContainSingle().Which.Text("job").Should().Be("one");
        await Eventually.BecomesAsync(() => Task.FromResult(!Directory.Exists("/proc/" + Grandchild())));
    }

    private string? Grandchild() => File.Exists(home.File("grandchild")) && File.ReadAllText(home.File("grandchild")) is [_, .., '\n'] text ? text.Trim() : null;
}
