using System.Diagnostics;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Tests.Execution;

public sealed class FindingWhatAWorkerLeft : IAsyncDisposable
{
    private readonly RunBench bench = new();

    [Fact]
    public async Task Nothing_is_found_where_nothing_was_left() => (await bench.FindAsync()).Should().BeEmpty();

    [Fact]
    public async Task A_brief_run_that_was_reported_leaves_no_record()
    {
        await bench.LeasedAsync("exit 0");

        (await bench.FindAsync()).Should().BeEmpty();
        Directory.Exists(bench.Files.Sockets).Should().BeFalse();
    }

    [Fact]
    public async Task If_the_runner_was_killed_too_the_process_tree_is_killed()
    {
        var pid = await DetachAsync();
        _ = Libc.kill(bench.Runner.Pid, Libc.SignalKill);

        var found = (await bench.FindAsync()).Should().ContainSingle().Subject;

        found.Runner.Should().BeNull();
        found.End.ExitReport.StopReason.Should().Be(StopReason.RunnerGone);
        Processes.Runs(pid).Should().BeFalse();
    }

    [Fact]
    public async Task A_process_that_has_an_old_runs_pid_is_left_alone()
    {
        using var innocent = Process.Start(new ProcessStartInfo("setsid", ["sleep", "600"]))!;
        var files = Write(Descriptor() with { Runner = innocent.Id, RunnerBirth = 1, Pid = innocent.Id, PidBirth = 1 });

        var found = (await bench.FindAsync()).Should().ContainSingle().Subject;

        found.Files.Stem.Should().Be(files.Stem);
        found.Runner.Should().BeNull();
        innocent.HasExited.Should().BeFalse();
        innocent.Kill();
    }

    [Fact]
    public async Task After_a_reboot_the_lease_says_nothing()
    {
        Write(Descriptor() with { Boot = "another", Runner = Environment.ProcessId, RunnerBirth = ProcessBirth.Of(Environment.ProcessId) });

        var found = (await bench.FindAsync()).Should().ContainSingle().Subject;

        found.ToResume().Term.Should().Be(JobLease.Unacked(BootInstant.Past));
    }

    [Fact]
    public async Task A_run_that_was_only_unacked_is_lost_with_its_worker()
    {
        var files = Write(Descriptor() with { Lease = JobLease.Unacked(BootInstant.Never) });

        (await bench.FindAsync()).Should().BeEmpty();

        File.Exists(files.Record).Should().BeFalse();
    }

    [Fact]
    public async Task The_run_of_a_newer_haulbeat_is_left_alone()
    {
        var pid = await DetachAsync();
        var newer = (await File.ReadAllTextAsync(bench.Files.Record, TestContext.Current.CancellationToken)).Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(bench.Files.Record, newer, TestContext.Current.CancellationToken);

        (await bench.FindAsync()).Should().BeEmpty();

        bench.Warnings.Should().ContainSingle().Which.Should().Contain("newer version of haulbeat");
        (Processes.Runs(pid), File.Exists(bench.Files.Record)).Should().Be((true, true));
    }

    [Fact]
    public async Task A_record_with_unknown_fields_is_read()
    {
        var files = Write(Descriptor());
        var more = (await File.ReadAllTextAsync(files.Record, TestContext.Current.CancellationToken)).Replace("{\"version\"", "{\"color\":[1],\"version\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(files.Record, more, TestContext.Current.CancellationToken);

        (await bench.FindAsync()).Should().ContainSingle();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":1")]
    [InlineData("[]")]
    public async Task A_file_that_is_no_record_is_warned_of_and_removed(string text)
    {
        var files = new RunDirectory(bench.Runs, TimeProvider.System).Next("job");
        await File.WriteAllTextAsync(files.Record, text, TestContext.Current.CancellationToken);

        (await bench.FindAsync()).Should().BeEmpty();

        bench.Warnings.Should().ContainSingle().Which.Should().Contain(files.Record);
        File.Exists(files.Record).Should().BeFalse();
    }

    [Fact]
    public async Task A_runner_whose_record_is_gone_is_found()
    {
        var pid = await DetachAsync();
        File.Delete(bench.Files.Record);

        (await bench.FindAsync()).Should().ContainSingle().Which.Pid.Should().Be(pid);
    }

    [Fact]
    public async Task A_runner_that_does_not_answer_is_killed_with_its_job()
    {
        var pid = await DetachAsync();
        _ = Libc.kill(bench.Runner.Pid, Libc.SignalStop);

        var found = (await bench.FindAsync()).Should().ContainSingle().Subject;

        found.End.ExitReport.StopReason.Should().Be(StopReason.RunnerGone);
        (Processes.Runs(pid), bench.Warnings.Count()).Should().Be((false, 1));
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private async Task<int> DetachAsync()
    {
        var running = bench.LeasedAsync("sleep 600");
        var pid = await bench.Started;
        await bench.Run.DetachAsync(JobLease.Leased(BootInstant.Never));
        await running;
        await Processes.UntilAsync(() => File.Exists(bench.Files.Record), "the runner records its run");
        return pid;
    }

    private static RunDescriptor Descriptor() => new()
    {
        Job = "job",
        Queue = "queue",
        Worker = "worker",
        Files = "x",
        Boot = Boot.Id,
        Runner = 1,
        StartedAt = TimeProvider.System.GetUtcNow(),
        Lease = JobLease.Leased(BootInstant.Never),
    };

    private RunFiles Write(RunDescriptor descriptor)
    {
        var files = new RunDirectory(bench.Runs, TimeProvider.System).Next(descriptor.Job);
        File.WriteAllBytes(files.Record, RunDescriptorJson.Write(descriptor));
        return files;
    }
}
