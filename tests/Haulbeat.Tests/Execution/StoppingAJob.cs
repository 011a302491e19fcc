using System.Diagnostics;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Tests.Execution;

public sealed class StoppingAJob : IAsyncDisposable
{
    private readonly RunBench bench = new();

    [Fact]
    public async Task It_is_asked_first()
    {
        var running = bench.ShellAsync("trap 'echo asked; exit 0' TERM; echo ready >$HAULBEAT_RESULT; while :; do sleep 0.02; done");
        await Processes.UntilAsync(() => File.Exists(bench.Files.Result), "the job listens");

        bench.Run.Stop(StopReason.Return, TimeSpan.FromSeconds(20));

        (await running).Should().Be(new ExitReport { ExitCode = 0, StopReason = StopReason.Return });
        bench.Log.Should().EndWith("asked\n");
    }

    [Fact]
    public async Task A_stop_that_comes_with_the_start_is_not_lost()
    {
        var running = bench.ShellAsync("sleep 600");

        bench.Run.Stop(StopReason.LeaseLost, TimeSpan.Zero);

        (await running).Should().Be(new ExitReport { Signal = 9, StopReason = StopReason.LeaseLost });
    }

    [Fact]
    public async Task It_is_killed_after_the_grace()
    {
        var running = bench.ShellAsync("trap '' TERM; echo ready >$HAULBEAT_RESULT; while :; do sleep 0.02; done");
        await Processes.UntilAsync(() => File.Exists(bench.Files.Result), "the job ignores SIGTERM");

        bench.Run.Stop(StopReason.Return, TimeSpan.FromMilliseconds(200));

        (await running).Should().Be(new ExitReport { Signal = 9, StopReason = StopReason.Return });
    }

    [Fact]
    public async Task A_stopped_job_is_continued_to_handle_it()
    {
        var running = bench.ShellAsync("kill -STOP $$; echo never");
        var job = await bench.Started;
        await Processes.UntilAsync(() => File.ReadAllText($"/proc/{job}/stat").Contains(") T ", StringComparison.Ordinal), "the job stops itself");

        bench.Run.Stop(StopReason.Return, TimeSpan.FromSeconds(20));

        (await running).Should().Be(new ExitReport { Signal = 15, StopReason = StopReason.Return });
    }

    [Fact]
    public async Task At_the_end_of_the_lease_the_whole_tree_is_killed_without_the_worker()
    {
        var running = bench.ShellAsync($"setsid sh -c 'sleep 600 & echo $! >{bench.File_("daemon")}' & trap '' TERM; sleep 600");
        var daemon = await Processes.PidInAsync(bench.File_("daemon"));
        var end = BootClock.Now + TimeSpan.FromMilliseconds(300);

        bench.Run.UpdateLease(JobLease.Unacked(end));

        (await running).Should().Be(new ExitReport { Signal = 9, StopReason = StopReason.LeaseLost });
        BootClock.Now.Should().BeGreaterThan(end);
        Processes.Exists(daemon).Should().BeFalse();
    }

    [Fact]
    public async Task A_longer_lease_lets_it_run_on()
    {
        var running = bench.ShellAsync("sleep 3.5; exit 7", safeUntil: BootClock.Now + TimeSpan.FromSeconds(3));
        await bench.Started;

        bench.Run.UpdateLease(JobLease.Unacked(BootInstant.Never));

        (await running).Should().Be(new ExitReport { ExitCode = 7 });
    }

    [Fact]
    public async Task When_the_worker_is_gone_the_runner_kills_the_tree_and_records_it()
    {
        var running = bench.ShellAsync($"setsid sleep 600 & echo $! >{bench.File_("daemon")}; sleep 600");
        var job = await bench.Started;
        var daemon = await Processes.PidInAsync(bench.File_("daemon"));

        bench.Runner.Dispose();

        // On a busy machine it was no brief run.
        string[] places = [bench.Files.Journal, bench.Files.Exit];
        await Processes.UntilAsync(() => places.Any(File.Exists), "the runner records the end");
        (Processes.Exists(job), Processes.Exists(daemon)).Should().Be((false, false));
        (await File.ReadAllTextAsync(places.First(File.Exists), TestContext.Current.CancellationToken)).Should().Contain("\"stopReason\":\"WorkerGone\"");
        // Either the report is read first, or the closed socket is noticed first.
        (await running).StopReason.Should().BeOneOf(StopReason.RunnerGone, StopReason.WorkerGone);
    }

    [Fact]
    public async Task A_runner_that_is_stopped_keeps_nothing_running()
    {
        var running = bench.ShellAsync($"setsid sleep 600 & echo $! >{bench.File_("daemon")}; sleep 600");
        var job = await bench.Started;
        var daemon = await Processes.PidInAsync(bench.File_("daemon"));
        _ = Libc.kill(bench.Runner.Pid, Libc.SignalStop);

        bench.Run.Stop(StopReason.LeaseLost, TimeSpan.Zero);

        (await running).Should().Be(new ExitReport { StopReason = StopReason.RunnerGone });
        ProcessList.Read().Select(process => process.Pid).Should().NotContain([job, daemon]);
    }

    [Fact]
    public async Task What_is_left_of_a_worker_and_runner_killed_together_is_killed_by_the_next_worker()
    {
        using var orphan = Process.Start(new ProcessStartInfo("sleep", "600") { Environment = { ["HAULBEAT_RESULT"] = bench.File_("runs/one.result") } })!;
        var running = bench.ShellAsync("sleep 0.5; exit 4");
        await bench.Started;

        OrphanedProcesses.KillAll(bench.File_("runs"), new HashSet<int>()).Should().BeTrue();
        OrphanedProcesses.KillAll(Path.GetDirectoryName(bench.Files.Stem)!, new HashSet<int>()).Should().BeTrue();

        await orphan.WaitForExitAsync(TestContext.Current.CancellationToken);
        orphan.ExitCode.Should().Be(128 + 9);
        (await running).Should().Be(new ExitReport { ExitCode = 4 }, "a job whose runner lives is no orphan");
    }

    [Fact]
    public async Task A_crowd_of_forking_descendants_does_not_escape()
    {
        var mark = $"9{Environment.ProcessId}";

        await bench.ShellAsync($"for i in 1 2 3 4 5 6 7 8; do (setsid sh -c 'for j in 1 2 3 4 5; do setsid sleep {mark} & done' &) ; done; sleep 0.3; exit 0");

        Process.GetProcessesByName("sleep").Where(process => Arguments(process.Id).Contains(mark, StringComparison.Ordinal)).Should().BeEmpty();
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private static string Arguments(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
