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
    private readonly RunnerPool runners = new([HaulbeatBinary.Path]);
    private readonly ConcurrentQueue<WorkerEvent> events = new();
    private readonly RunFolders folders;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunBench() => folders = new RunFolders(folder.Path, TimeProvider.System);

    public RunDirectory Directory { get; private set; } = null!;

    public RunnerProcess Runner { get; private set; } = null!;

    public ActiveRun Run { get; private set; } = null!;

    /// <summary>The job's pid, once it runs.</summary>
    public Task<int> Started => started.Task.WaitAsync(Patience);

    /// <summary>Done when the run is made and not yet started.</summary>
    public Action<ActiveRun>? BeforeStart { get; set; }

    public string Log => File.Exists(Directory.Log) ? File.ReadAllText(Directory.Log) : "";

    public IEnumerable<Progress> Progress => events.OfType<WorkerEvent.Progressed>().Select(happened => happened.Progress);

    public string File_(string name) => folder.File(name);

    public Task<Evidence> ShellAsync(string script, string body = "", BootInstant? safeUntil = null) =>
        RunAsync(new JobCommand { Program = "/bin/sh", Arguments = ["sh", "-c", script] }, new Job { Id = "job", Queue = "queue", Body = Encoding.UTF8.GetBytes(body) }, safeUntil);

    public async Task<Evidence> RunAsync(JobCommand command, Job job, BootInstant? safeUntil = null)
    {
        Directory = folders.Next(job.Id);
        Runner = runners.Take();
        Run = new ActiveRun(job, Runner, Directory, this);
        BeforeStart?.Invoke(Run);
        var evidence = await Run.RunAsync(command, "worker", safeUntil ?? BootInstant.Never).WaitAsync(Patience);
        runners.GiveBack(Runner, Run.RunnerLives);
        return evidence;
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
