using System.Collections.Concurrent;
using System.Text;
using Haulbeat.Custody;
using Haulbeat.Outcomes;
using Haulbeat.Reporting;
using Haulbeat.Running;
using Haulbeat.Running.Adoption;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Running;

/// <summary>Runs commands under real runners, as a worker does, and takes them over as its successor does.</summary>
internal sealed class RunBench : IReporter, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory folder = new();
    private readonly string state;
    private readonly RunnerPool runners;
    private readonly ConcurrentQueue<WorkerEvent> events = new();
    private readonly RunShelf shelf;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="below">Where the state directory lies below the test's folder.</param>
    public RunBench(string below = "")
    {
        state = folder.File(below).TrimEnd('/');
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Runs);
        runners = new RunnerPool([HaulbeatBinary.Path], Work);
        shelf = new RunShelf(Runs, TimeProvider.System);
    }

    public string Runs => state + "/runs";

    public string Work => state + "/work";

    public RunFiles Files { get; private set; } = null!;

    public RunnerProcess Runner { get; private set; } = null!;

    public ActiveRun Run { get; private set; } = null!;

    /// <summary>The job's pid, once it runs.</summary>
    public Task<int> Started => started.Task.WaitAsync(Patience);

    /// <summary>Done when the run is made and not yet started.</summary>
    public Action<ActiveRun>? BeforeStart { get; set; }

    public string Log => File.Exists(Files.Log) ? File.ReadAllText(Files.Log) : System.Text.Encoding.UTF8.GetString(Run.HeldOutput.Span);

    public IEnumerable<Progress> Progress => events.OfType<WorkerEvent.Progressed>().Select(happened => happened.Progress);

    public IEnumerable<string> Warnings => events.OfType<WorkerEvent.Warned>().Select(warned => warned.Message);

    public string File_(string name) => folder.File(name);

    public Task<Evidence> ShellAsync(string script, string body = "", BootInstant? safeUntil = null) =>
        RunAsync(Command(script), new Job { Id = "job", Queue = "queue", Body = Encoding.UTF8.GetBytes(body) }, CustodyTerm.Held(safeUntil ?? BootInstant.Never));

    /// <summary>Starts a script whose custody outlasts the worker.</summary>
    public Task<Evidence> ClaimedAsync(string script, BootInstant? until = null) =>
        RunAsync(Command(script), new Job { Id = "job", Queue = "queue", Run = 4, ReplyTo = "answers" }, CustodyTerm.Claimed(until ?? BootInstant.Never));

    public Task<Evidence> RunAsync(JobCommand command, Job job) => RunAsync(command, job, CustodyTerm.Held(BootInstant.Never));

    public async Task<Evidence> RunAsync(JobCommand command, Job job, CustodyTerm term)
    {
        Files = shelf.Next(job.Id);
        Runner = runners.Take();
        Run = new ActiveRun(job, Runner, Files, this, TimeProvider.System);
        BeforeStart?.Invoke(Run);
        var evidence = await Run.RunAsync(command, "worker", term).WaitAsync(Patience);
        runners.GiveBack(Runner, Run.RunnerLives);
        return evidence!;
    }

    /// <summary>What a worker that comes later finds.</summary>
    public Task<IReadOnlyList<FoundRun>> FindAsync() => new RunFinder(Runs, Work, "next", this, TimeProvider.System).FindAsync(CancellationToken.None);

    /// <summary>Takes over the one run that a later worker finds.</summary>
    public async Task<ActiveRun> AdoptAsync()
    {
        var found = (await FindAsync()).Should().ContainSingle().Subject;
        return new ActiveRun(found.Record.Job, found.Runner!, found.Record.Files, this, TimeProvider.System) { Pid = found.Pid };
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
