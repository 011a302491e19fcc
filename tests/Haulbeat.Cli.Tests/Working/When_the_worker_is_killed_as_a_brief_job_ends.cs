using System.Globalization;
using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_worker_is_killed_as_a_brief_job_ends : IDisposable
{
    private const int Kill = 9;
    private const int Moments = 12;

    private readonly Home home = new();
    private readonly string queue = Foreign.TestQueue.NewName();

    public void Dispose() => home.Dispose();

    [Fact]
    public Task On_the_embedded_queue_its_end_is_settled_or_it_runs_again() => IsNeverLostAsync();

    [Theory]
    [Trait("Broker", "Each")]
    [InlineData("5s")]
    [InlineData("0s")]
    public Task On_a_broker_its_end_is_settled_or_it_runs_again(string leaseAfter)
    {
        // Who takes over an unacked job waits for its owner's last liveness probe to run out, which is two heartbeats.
        home.Environment["HAULBEAT_BROKER"] = new UriBuilder(TestBroker.Require()) { Query = "heartbeat=1" }.ToString();
        return IsNeverLostAsync("--lease-after", leaseAfter);
    }

    private string EndsPath => home.File("ends");

    private async Task IsNeverLostAsync(params string[] flags)
    {
        await ForeignProgram.SucceedAsync("mkfifo", [EndsPath]);
        await using var ends = new FileStream(EndsPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        for (var moment = 0; moment < Moments; moment++)
        {
            await home.RunAsync("send", queue, "x", "--id", Id(moment));
            await using var worker = Start(flags);
            await EndsAsync(ends, Id(moment));
            Pass(TimeSpan.FromMicroseconds(moment * moment * 100));
            worker.Signal(Kill);
            await worker.ExitAsync();
        }

        var last = await EndAsync(flags);
        var afterwards = await EndAsync(flags);

        last.ExitCode.Should().Be(0, last.Errors);
        afterwards.Events("started").Should().BeEmpty("what is settled is over");
        foreach (var id in Enumerable.Range(0, Moments).Select(Id))
        {
            (await home.RunAsync("status", id, "--json", "--state-dir", home.File("state"))).Json()[0].Text("state").Should().Be("succeeded");
        }
    }

    private static string Id(int moment) => moment.ToString(CultureInfo.InvariantCulture);

    private RunningProgram Start(string[] flags, params string[] more) =>
        home.Start(["work", queue, "--json", "--slots", "4", "--state-dir", home.File("state"), .. flags, .. more, "--", "sh", "-c", $"echo $HAULBEAT_JOB >{EndsPath}"]);

    private async Task<ProgramEnd> EndAsync(string[] flags)
    {
        await using var worker = Start(flags, "--until-empty");
        return await worker.EndAsync();
    }

    // Told by the job itself, as the last thing that it does. Earlier ones may run again before it.
    private static async Task EndsAsync(FileStream ends, string id)
    {
        var told = "";
        var buffer = new byte[100];
        while (!told.Split('\n').Contains(id, StringComparer.Ordinal))
        {
            told += System.Text.Encoding.ASCII.GetString(buffer, 0, await ends.ReadAsync(buffer, TestContext.Current.CancellationToken));
        }
    }

    // Shorter than a timer can be: from just before the job's end to well after its settlement.
    private static void Pass(TimeSpan moment)
    {
        var start = TimeProvider.System.GetTimestamp();
        SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(start) >= moment);
    }
}
