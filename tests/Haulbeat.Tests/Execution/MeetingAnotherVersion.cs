using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Lab.Strategies;
using Haulbeat.Policies;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.Records;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Testing;
using Haulbeat.Worker;

namespace Haulbeat.Tests.Execution;

public sealed class MeetingAnotherVersion : IDisposable
{
    private const string Newer = "tests/foreign/newer_runner.py";
    private const string Python = "/usr/bin/python3";

    private readonly RunBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_worker_that_says_no_more_than_the_first_ones_is_understood()
    {
        using var runner = RunnerLauncher.Start([HaulbeatBinary.Path], bench.Work);

        await runner.SendAsync(Start("exit 3"));

        (await EndAsync(runner)).Should().Be(new ExitReport { ExitCode = 3 });
    }

    [Fact]
    public async Task What_a_newer_worker_adds_is_passed_over()
    {
        using var runner = RunnerLauncher.Start([HaulbeatBinary.Path], bench.Work);

        await runner.SendAsync(new Frame((FrameKind)99) { Body = "what?"u8.ToArray() });
        await runner.SendAsync(Start("exit 3").Add(FrameField.Version, ProtocolVersion.Current).Add("from-the-future", "x"));

        (await EndAsync(runner)).Should().Be(new ExitReport { ExitCode = 3 });
    }

    [Fact]
    public async Task A_worker_whose_form_is_newer_is_refused_in_words_and_its_job_kept()
    {
        using var runner = RunnerLauncher.Start([HaulbeatBinary.Path], bench.Work);

        await runner.SendAsync(Start($"touch {bench.File_("ran")}").Add(FrameField.Version, ProtocolVersion.Current + 1));
        var report = await EndAsync(runner);

        report.StartError.Should().Contain("version 2").And.Contain("Restart the worker");
        OutcomePolicy.Read(report).Should().BeOfType<Outcome.NotStarted>();
        File.Exists(bench.File_("ran")).Should().BeFalse();
        await runner.SendAsync(Start("exit 3"));
        (await EndAsync(runner)).Should().Be(new ExitReport { ExitCode = 3 }, "it is fit for what it understands");
    }

    [Fact]
    public async Task What_a_newer_runner_adds_is_passed_over()
    {
        using var newer = NewerRunner();
        var run = new ProcessExecution(new Job { Id = "job", Queue = "queue" }, newer, Files(), bench, TimeProvider.System);

        (await run.RunAsync(RunBench.Command("film"), "worker", JobLease.Held(BootInstant.Never))).Should().Be(new ExitReport { ExitCode = 0 });

        run.Pid.Should().Be(newer.Pid);
        bench.Progress.Should().ContainSingle().Which.Should().Be(new Haulbeat.Jobs.Progress(0.5, "half"));
        System.Text.Encoding.UTF8.GetString(run.HeldOutput.Span).Should().Be("said");
    }

    [Fact]
    public async Task A_newer_runner_that_an_older_worker_comes_upon_is_left_alone_with_its_job()
    {
        var record = new RunRecord { Job = new Job { Id = "film-1", Queue = "queue" }, Worker = "worker", Files = Files(), Boot = Boot.Id, Runner = 1, StartedAt = TimeProvider.System.GetUtcNow(), Term = JobLease.Leased(BootInstant.Never) };
        using var newer = NewerRunner();
        await newer.SendAsync(Start(RecordWriter.Write(record), "alone"));
        (await newer.ReceiveAsync()).Should().BeNull("it is alone now");

        (await bench.FindAsync()).Should().BeEmpty();

        bench.Warnings.Should().ContainSingle().Which.Should().Contain("film-1").And.Contain("newer haulbeat");
        Processes.Runs(newer.Pid).Should().BeTrue();
        newer.Kill();
        RunnerLauncher.Reap(newer.Pid);
    }

    private RunnerProcess NewerRunner()
    {
        Missing.Unless(File.Exists(Python), "Python is needed to be another version's runner. ./test installs it on Debian and Ubuntu.");
        return RunnerLauncher.Start([Python, Repository.PathOf(Newer)], bench.Work);
    }

    private Frame Start(string script) => Start(default, "sh", "-c", script);

    // What a runner cannot do without.
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
                return ExitReportFrame.Decode(frame);
            }
        }

        throw new InvalidDataException("The runner ended and did not say how its job did.");
    }
}
