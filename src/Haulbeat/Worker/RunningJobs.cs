using System.Collections.Concurrent;

namespace Haulbeat.Worker;

/// <summary>The jobs that are on their way.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Task, bool> tasks = new();

    public int Count => tasks.Count;

    public bool IsEmpty => tasks.IsEmpty;

    public void Add(Task job)
    {
        tasks[job] = true;
        _ = job.ContinueWith(ended => tasks.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public Task WhenAllAsync() => Task.WhenAll(tasks.Keys);
}
