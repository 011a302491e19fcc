using System.Collections.Concurrent;
using System.Text;
using Haulbeat.Execution;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Execution;

/// <summary>Runs commands under real runners, as a worker does, and reattaches to them, as the next worker does.</summary>
internal sealed class RunBench : IReporter, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory folder = new();
    private readonly string state;
    private readonly ConcurrentBag<ProcessExecutor> executors = [];
    private readonly ConcurrentQueue<WorkerEvent> events = new();
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProcessResult? result;

    /// <param name="below">The state directory's path below the test's folder.</param>
    public RunBench(string below = "")
    {
        state = folder.File(below).TrimEnd('/');
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Runs);
    }

    public string Runs => state + "/runs";

    public string Work => state + "/work";

    /// <summary>The newest run.</summary>
    public ProcessExecution Run { get; private set; } = null!;

    public RunFiles Files => Run.Files;

    public RunnerProcess Runner => Run.Runner;

    /// <summary>The job's pid, once it runs.</summary>
    public Task<int> Started => started.Task.WaitAsync(Patience);

    public string Log => File.Exists(Files.Log) ? File.ReadAllText(Files.Log) : Encoding.UTF8.GetString(result!.Output.Span);

    public IEnumerable<Progress> Progress => events.OfType<WorkerEvent.Progressed>().Select(happened => happened.Progress);

    public IEnumerable<string> Warnings => events.OfType<WorkerEvent.Warned>().Select(warned => warned.Message);

    /// <summary>The checkpoints that were reported.</summary>
    public ConcurrentQueue<string> Checkpoints { get; } = new();

    public string File_(string name) => folder.File(name);

    public Task<ExitReport> ShellAsync(string script, string body = "", BootInstant? safeUntil = null) =>
        RunAsync(Command(script), new Job { Id = "job", Queue = "queue", Body = Encoding.UTF8.GetBytes(body) }, JobLease.Unacked(safeUntil ?? BootInstant.Never));

    /// <summary>Runs a script whose lease outlasts the worker.</summary>
    public Task<ExitReport> LeasedAsync(string script, BootInstant? until = null) =>
        RunAsync(Command(script), new Job { Id = "job", Queue = "queue", Run = 4, ReplyTo = "answers" }, JobLease.Leased(until ?? BootInstant.Never));

    public Task<ExitReport> RunAsync(JobCommand command, Job job) => RunAsync(command, job, JobLease.Unacked(BootInstant.Never));

    /// <summary>Runs the job. The run is started when this returns.</summary>
    /// <returns>How it ended, or null if it was detached.</returns>
    public async Task<ExitReport> RunAsync(JobCommand command, Job job, JobLease lease)
    {
        Run = (ProcessExecution)await Executor("worker", command).StartAsync(job, lease, SaveCheckpoint);
        return (await FollowAsync(Run))!;
    }

    /// <summary>Follows the run to its end.</summary>
    public async Task<ExitReport?> FollowAsync(ProcessExecution run)
    {
        result = (ProcessResult?)await run.Completion.WaitAsync(Patience);
        return result?.ExitReport;
    }

    /// <summary>What the next worker finds.</summary>
    public async Task<IReadOnlyList<FoundRun>> FindAsync() =>
        [.. (await Executor("next", Command("")).FindUnsettledAsync(CancellationToken.None)).Cast<FoundRun>()];

    /// <summary>Reattaches, as the next worker does, to the one run that it finds.</summary>
    public async Task<ProcessExecution> ReattachAsync()
    {
        var found = (await FindAsync()).Should().ContainSingle().Subject;
        return (ProcessExecution)found.Reattach(found.ToResume().Job, found.ToResume().Term, SaveCheckpoint);
    }

    public static JobCommand Command(string script) => new() { Program = "/bin/sh", Arguments = ["sh", "-c", script] };

    public ProcessExecutor Executor(string worker, JobCommand command)
    {
        var executor = new ProcessExecutor(
            new() { Command = command, RunnerProgram = [HaulbeatBinary.Path], Worker = worker, RunsFolder = Runs, WorkFolder = Work, Reporter = this },
            TimeProvider.System);
        executors.Add(executor);
        return executor;
    }

    public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint) => Checkpoints.Enqueue(Encoding.UTF8.GetString(checkpoint.Span));

    public void Report(WorkerEvent workerEvent)
    {
        events.Enqueue(workerEvent);
        if (workerEvent is WorkerEvent.Started { Pid: var pid })
        {
            started.TrySetResult(pid);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var executor in executors)
        {
            await executor.DisposeAsync();
        }

        AbandonedRuns.Kill(state);
        folder.Dispose();
    }
}
