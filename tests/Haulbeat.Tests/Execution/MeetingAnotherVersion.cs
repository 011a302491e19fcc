using System.Text;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Execution;

public sealed class MeetingAnotherVersion : IAsyncDisposable
{
    private const string Newer = "tests/foreign/newer_runner.py";
    private const string Python = "/usr/bin/python3";
    private const string NoPython = "Python is needed to be another version's runner. ./test installs it on Debian and Ubuntu.";

    private readonly RunBench bench = new();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_start_with_no_more_than_the_required_fields_is_understood()
    {
        using var runner = RunnerLauncher.Start([HaulbeatBinary.Path], bench.Work);

        await runner.SendAsync(Start("exit 3"));

        (await EndAsync(runner)).Should().Be(new ExitReport { ExitCode = 3 });
    }

    [Fact]
    public async Task What_a_newer_worker_adds_is_ignored()
    {
        using var runner = RunnerLauncher.Start([HaulbeatBinary.Path], bench.Work);

        await runner.SendAsync(new Frame((FrameKind)99) { Body = "what?"u8.ToArray() });
        await runner.SendAsync(Start("exit 3").Add(FrameField.Version, Frame.ProtocolVersion).Add("from-the-future", "x"));

        (await EndAsync(runner)).Should().Be(new ExitReport { ExitCode = 3 });
    }

    [Fact]
    public async Task A_worker_with_a_newer_version_of_the_protocol_is_refused_with_the_reason()
    {
        using var runner = RunnerLauncher.Start([HaulbeatBinary.Path], bench.Work);

        await runner.SendAsync(Start($"touch {bench.File_("ran")}").Add(FrameField.Version, Frame.ProtocolVersion + 1));
        var report = await EndAsync(runner);

        report.StartError.Should().Contain("version 2").And.Contain("Restart the worker");
        OutcomePolicy.Read(report).Should().BeOfType<Outcome.Interrupted>();
        File.Exists(bench.File_("ran")).Should().BeFalse();
        await runner.SendAsync(Start("exit 3"));
        (await EndAsync(runner)).Should().Be(new ExitReport { ExitCode = 3 }, "it does what it understands");
    }

    [Fact]
    public async Task What_a_newer_runner_adds_is_ignored()
    {
        Missing.Unless(File.Exists(Python), NoPython);
        await using var executor = new ProcessExecutor(
            new() { Command = RunBench.Command("film"), RunnerProgram = [Python, Repository.PathOf(Newer)], Worker = "worker", RunsFolder = bench.Runs, WorkFolder = bench.Work, Reporter = bench },
            TimeProvider.System);

        var run = (ProcessExecution)await executor.StartAsync(new Job { Id = "job", Queue = "queue" }, JobLease.Unacked(BootInstant.Never), bench.SaveCheckpoint);

        (await bench.FollowAsync(run)).Should().Be(new ExitReport { ExitCode = 0 });
        run.Pid.Should().Be(run.Runner.Pid);
        bench.Progress.Should().ContainSingle().Which.Should().Be(new Progress(0.5, "half"));
        Encoding.UTF8.GetString(((ProcessResult)(await run.Completion)!).Output.Span).Should().Be("said");
    }

    [Fact]
    public async Task A_newer_runner_is_left_alone_with_its_job_by_an_older_worker()
    {
        var descriptor = new RunDescriptor { Version = Frame.ProtocolVersion + 1, Job = "film-1", Queue = "queue", Worker = "worker", Files = Files().Stem, Runner = 1 };
        using var newer = NewerRunner();
        await newer.SendAsync(Start(RunDescriptorJson.Write(descriptor), "alone"));
        (await newer.ReceiveAsync()).Should().BeNull("it is alone now");

        (await bench.FindAsync()).Should().BeEmpty();

        bench.Warnings.Should().ContainSingle().Which.Should().Contain("film-1").And.Contain("newer version of haulbeat");
        Processes.Runs(newer.Pid).Should().BeTrue();
        newer.Kill();
        RunnerLauncher.Reap(newer.Pid);
    }

    private RunnerProcess NewerRunner()
    {
        Missing.Unless(File.Exists(Python), NoPython);
        return RunnerLauncher.Start([Python, Repository.PathOf(Newer)], bench.Work);
    }

    private Frame Start(string script) => Start(default, "sh", "-c", script);

    // What a runner requires.
    private Frame Start(ReadOnlyMemory<byte> body, params string[] arguments) => arguments.Aggregate(
        new Frame(FrameKind.Start) { Body = body }
            .Add(FrameField.Job, "job")
            .Add(FrameField.Queue, "queue")
            .Add(FrameField.Worker, "worker")
            .Add(FrameField.Files, Files().Stem)
            .Add(FrameField.Program, "/bin/sh"),
        (frame, argument) => frame.Add(FrameField.Argument, argument));

    private RunFiles Files() => new RunDirectory(bench.Runs, TimeProvider.System).Next("job");

    private static async Task<ExitReport> EndAsync(RunnerProcess runner)
    {
        while (await runner.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } frame)
        {
            if (frame.Kind == FrameKind.Ended)
            {
                return RunDescriptorJson.Read(frame.Body.Span)!.ExitReport!;
            }
        }

        throw new InvalidDataException("The runner ended and did not report how its job did.");
    }
}
