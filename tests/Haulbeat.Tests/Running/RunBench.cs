using System.Collections.Concurrent;
using System.Text;
using Haulbeat.Custody;
using Haulbeat.Outcomes;
using Haulbeat.Reporting;
using Haulbeat.Running;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Running;

/// <summary>Runs commands under real runners, as a worker does.</summary>
internal sealed class RunBench : IReporter, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory folder = new();
    private readonly RunnerPool runners;
    private readonly ConcurrentQueue<WorkerEvent> events = new();
    private readonly RunShelf shelf;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunBench()
    {
        Directory.CreateDirectory(folder.File("work"));
        Directory.CreateDirectory(folder.File("runs"));
        runners = new RunnerPool([HaulbeatBinary.Path], folder.File("work"));
        shelf = new RunShelf(folder.File("runs"), TimeProvider.System);
    }

    public RunFiles Files { get; private set; } = null!;

    public RunnerProcess Runner { get; private set; } = null!;

    public ActiveRun Run { get; private set; } = null!;

    /// <summary>The job's pid, once it runs.</summary>
    public Task<int> Started => started.Task.WaitAsync(Patience);

    /// <summary>Done when the run is made and not yet started.</summary>
    public Action<ActiveRun>? BeforeStart { get; set; }

    public string Log => File.Exists(Files.Log) ? File.ReadAllText(Files.Log) : System.Text.Encoding.UTF8.GetString(Run.HeldOutput.Span);

    public IEnumerable<Progress> Progress => events.OfType<WorkerEvent.Progressed>().Select(happened => happened.Progress);

    public string File_(string name) => folder.File(name);

    public Task<Evidence> ShellAsync(string script, string body = "", BootInstant? safeUntil = null) =>
        RunAsync(new JobCommand { Program = "/bin/sh", Arguments = ["sh", "-c", script] }, new Job { Id = "job", Queue = "queue", Body = Encoding.UTF8.GetBytes(body) }, safeUntil);

    public async Task<Evidence> RunAsync(JobCommand command, Job job, BootInstant? safeUntil = null)
    {
        Files = shelf.Next(job.Id);
        Runner = runners.Take();
        Run = new ActiveRun(job, Runner, Files, this, TimeProvider.System);
        BeforeStart?.Invoke(Run);
        var evidence = await Run.RunAsync(command, "worker", CustodyTerm.Held(safeUntil ?? BootInstant.Never)).WaitAsync(Patience);
        runners.GiveBack(Runner, Run.RunnerLives);
        return evidence!;
    }

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
        folder.Dispose();
    }
}
