using System.Collections.Concurrent;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The jobs in a receiver's the lease, found by their copies.</summary>
internal sealed class LeaseRegistry
{
    private readonly ConcurrentDictionary<LeasedJob, bool> all = new();
    private readonly ConcurrentDictionary<(EventLogKey Key, int Run), LeasedJob> leased = new();
    private readonly ConcurrentDictionary<(string Id, int Run), LeasedJob> resumed = new();
    private readonly ConcurrentDictionary<EventLogKey, Task> formerlyHeld = new();

    public IEnumerable<LeasedJob> All => all.Keys;

    public void Add(LeasedJob leasedJob) => all[leasedJob] = true;

    public void Remove(LeasedJob leasedJob) => all.TryRemove(leasedJob, out _);

    /// <summary>One leased run of a job at a time.</summary>
    /// <returns>False if the same job is leased here already: the same message, sent twice.</returns>
    public bool Register(LeasedJob leasedJob)
    {
        var key = (leasedJob.Message!.Key, leasedJob.Run.Run);
        var known = leased.AddOrUpdate(key, leasedJob, (_, other) => other.IsOver ? leasedJob : other);
        return known == leasedJob;
    }

    /// <summary>Whether copies of it would be given to it.</summary>
    public bool Knows(LeasedJob leasedJob) =>
        leasedJob.Message is { } message && leased.GetValueOrDefault((message.Key, leasedJob.Run.Run)) == leasedJob;

    /// <summary>A run from before, whose copies are still to come.</summary>
    public void Resume(LeasedJob leasedJob, string id) => resumed[(id, leasedJob.Run.Run)] = leasedJob;

    /// <summary>Whose copy it is, or null if nothing of its run is here.</summary>
    public LeasedJob? Find(JobMessage message, LeaseHeaders leaseHeaders)
    {
        var number = leaseHeaders.Copy.Version;
        var leasedJob = leased.GetValueOrDefault((message.Key, number.Run)) ?? resumed.GetValueOrDefault((message.Job.Id, number.Run));
        return leasedJob?.Run.IsOfSameRun(number) == true ? leasedJob : null;
    }

    /// <summary>Its copies are nobody's from now on.</summary>
    public void Forget(LeasedJob leasedJob)
    {
        if (leasedJob.Message is { } message)
        {
            leased.TryRemove(new((message.Key, leasedJob.Run.Run), leasedJob));
        }

        foreach (var entry in resumed.Where(entry => entry.Value == leasedJob))
        {
            resumed.TryRemove(entry);
        }
    }

    /// <summary>The sender's message was here and goes back, which it does once nothing of the job runs here.</summary>
    public void HeldBefore(EventLogKey key, Task over) => formerlyHeld[key] = over;

    public void NotHeldAnyMore(EventLogKey key, Task over) => formerlyHeld.TryRemove(new(key, over));

    /// <summary>When nothing of the job runs here any more, or null if it was not here.</summary>
    public Task? WhenOver(EventLogKey key) => formerlyHeld.GetValueOrDefault(key);
}
