using System.Collections.Concurrent;
using System.Text;
using Haulbeat.Execution;
using Haulbeat.Execution.Processes;
using Haulbeat.Execution.Processes.Reattach;
using Haulbeat.Jobs;
using Haulbeat.Lab.Strategies;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Execution;

/// <summary>Runs commands under real runners, as a worker does, and takes them over as its successor does.</summary>
internal sealed class RunBench : IReporter, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory folder = new();
    private readonly string state;
    private readonly RunnerPool runners;
    private readonly ConcurrentQueue<WorkerEvent> events = new();
    private readonly RunDirectory directory;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="below">Where the state directory lies below the test's folder.</param>
    public RunBench(string below = "")
    {
        state = folder.File(below).TrimEnd('/');
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Runs);
        runners = new RunnerPool([HaulbeatBinary.Path], Work);
        directory = new RunDirectory(Runs, TimeProvider.System);
    }

    public string Runs => state + "/runs";

    public string Work => state + "/work";

    public RunFiles Files { get; private set; } = null!;

    public RunnerProcess Runner { get; private set; } = null!;

    public ProcessExecution Run { get; private set; } = null!;

    /// <summary>The job's pid, once it runs.</summary>
    public Task<int> Started => started.Task.WaitAsync(Patience);

    /// <summary>Done when the run is made and not yet started.</summary>
    public Action<ProcessExecution>? BeforeStart { get; set; }

    public string Log => File.Exists(Files.Log) ? File.ReadAllText(Files.Log) : System.Text.Encoding.UTF8.GetString(Run.HeldOutput.Span);

    public IEnumerable<Progress> Progress => events.OfType<WorkerEvent.Progressed>().Select(happened => happened.Progress);

    public IEnumerable<string> Warnings => events.OfType<WorkerEvent.Warned>().Select(warned => warned.Message);

    public string File_(string name) => folder.File(name);

    public Task<ExitReport> ShellAsync(string script, string body = "", BootInstant? safeUntil = null) =>
        RunAsync(Command(script), new Job { Id = "job", Queue = "queue", Body = Encoding.UTF8.GetBytes(body) }, JobLease.Held(safeUntil ?? BootInstant.Never));

    /// <summary>Starts a script whose the lease outlasts the worker.</summary>
    public Task<ExitReport> ClaimedAsync(string script, BootInstant? until = null) =>
        RunAsync(Command(script), new Job { Id = "job", Queue = "queue", Run = 4, ReplyTo = "answers" }, JobLease.Leased(until ?? BootInstant.Never));

    public Task<ExitReport> RunAsync(JobCommand command, Job job) => RunAsync(command, job, JobLease.Held(BootInstant.Never));

    public async Task<ExitReport> RunAsync(JobCommand command, Job job, JobLease term)
    {
        Files = directory.Next(job.Id);
        Runner = runners.Take();
        Run = new ProcessExecution(job, Runner, Files, this, TimeProvider.System);
        BeforeStart?.Invoke(Run);
        var report = await Run.RunAsync(command, "worker", term).WaitAsync(Patience);
        runners.Return(Runner, Run.RunnerLives);
        return report!;
    }

    /// <summary>What a worker that comes later finds.</summary>
    public Task<IReadOnlyList<FoundRun>> FindAsync() => new RunFinder(Runs, Work, "next", this, TimeProvider.System).FindAsync(CancellationToken.None);

    /// <summary>Takes over the one run that a later worker finds.</summary>
    public async Task<ProcessExecution> ReattachAsync()
    {
        var found = (await FindAsync()).Should().ContainSingle().Subject;
        return new ProcessExecution(found.Record.Job, found.Runner!, found.Record.Files, this, TimeProvider.System) { Pid = found.Pid };
    }

    public static JobCommand Command(string script) => new() { Program = "/bin/sh", Arguments = ["sh", "-c", script] };

    public void Report(WorkerEvent workerEvent)
    {
        events.Enqueue(workerEvent);
        if (workerEvent is WorkerEvent.Started { Pid: var pid })
        {
            started.TrySetResult(pid);
        }
    }

    public void Dispose()
    {
        runners.Dispose();
        foreach (var runner in LivingRunners.Of(Work))
        {
            LivingRunners.Kill(runner, Work);
        }

        StrayProcesses.KillOrphans(Runs, new HashSet<int>());
        folder.Dispose();
    }
}
