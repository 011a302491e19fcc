using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_queue_is_deleted : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    // What waits already is asked for, what comes later is consumed: both are deliveries of a queue that worked.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_worker_goes_on_and_takes_what_is_sent_to_the_new_one(bool waits)
    {
        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        var queue = Foreign.TestQueue.NewName();
        if (waits)
        {
            await home.RunAsync("send", queue, "x", "--id", "sooner", "--declare", "classic");
        }

        await using var worker = home.Start("work", queue, "--json", "--declare", "classic", "--max-jobs", "2", "--", "sh", "-c", "[ $HAULBEAT_JOB = later ] || while [ ! -e \"" + home.File("go") + "\" ]; do sleep 0.05; done");
        await worker.WaitForAsync("\"ready\"");
        if (!waits)
        {
            await home.RunAsync("send", queue, "x", "--id", "sooner");
        }

        await worker.WaitForAsync("\"started\"");

        await TestBroker.ControlAsync("delete_queue", queue);
        home.Write("go", "");
        await Eventually.BecomesAsync(async () => (await home.RunAsync("status", "--queue", queue)).ExitCode == 0);
        (await home.RunAsync("send", queue, "x", "--id", "later")).ExitCode.Should().Be(0);

        var end = await worker.EndAsync();
        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").Select(finished => finished.Text("job")).Should().Equal("sooner", "later");
    }
}
