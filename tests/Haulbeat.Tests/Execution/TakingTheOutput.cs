using Haulbeat.Execution;
using Haulbeat.Jobs;

namespace Haulbeat.Tests.Execution;

public sealed class TakingTheOutput : IAsyncDisposable
{
    private readonly RunBench bench = new();

    [Fact]
    public async Task Both_streams_land_in_the_log_in_order()
    {
        await bench.ShellAsync("echo one; echo two >&2; echo three");

        bench.Log.Should().Be("one\ntwo\nthree\n");
    }

    [Fact]
    public async Task A_line_of_100_MB_keeps_the_newest_within_the_limit()
    {
        var report = await bench.RunAsync(
            new JobCommand { Program = "/bin/sh", Arguments = ["sh", "-c", "head -c 100000000 /dev/zero | tr '\\0' x; echo end"], LogLimit = 1 << 20 },
            new Job { Id = "job", Queue = "queue" });

        report.Should().Be(new ExitReport { ExitCode = 0 });
        (new FileInfo(bench.Files.Log).Length + new FileInfo(bench.Files.OlderLog).Length).Should().BeInRange(1 << 19, 1 << 20);
        bench.Log.Should().EndWith("xend\n");
    }

    [Fact]
    public async Task A_flood_on_stderr_blocks_nobody()
    {
        var report = await bench.ShellAsync("head -c 50000000 /dev/zero >&2");

        report.Should().Be(new ExitReport { ExitCode = 0 });
    }

    [Fact]
    public async Task An_orphan_that_holds_the_pipe_is_ended_and_not_waited_for()
    {
        var report = await bench.ShellAsync($"sleep 600 & echo $! >{bench.File_("orphan")}; echo done");

        report.Should().Be(new ExitReport { ExitCode = 0 });
        bench.Log.Should().Be("done\n");
        Processes.Exists(await Processes.PidInAsync(bench.File_("orphan"))).Should().BeFalse();
    }

    [Fact]
    public async Task A_job_that_closes_its_output_runs_on()
    {
        var report = await bench.ShellAsync("exec >&- 2>&-; sleep 0.7; exit 3");

        report.Should().Be(new ExitReport { ExitCode = 3 });
    }

    [Fact]
    public async Task Progress_is_passed_on()
    {
        var running = bench.ShellAsync($"echo '0.25 first pass' >>$HAULBEAT_PROGRESS; while [ ! -e {bench.File_("go")} ]; do sleep 0.02; done; echo '75% second' >>$HAULBEAT_PROGRESS");
        await Processes.UntilAsync(() => bench.Progress.Any(), "the first is passed on");
        await File.WriteAllTextAsync(bench.File_("go"), "", TestContext.Current.CancellationToken);
        await running;

        bench.Progress.Should().Equal(new Haulbeat.Jobs.Progress(0.25, "first pass"), new Haulbeat.Jobs.Progress(0.75, "second"));
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();
}
