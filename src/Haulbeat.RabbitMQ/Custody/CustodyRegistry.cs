using System.Collections.Concurrent;
using Haulbeat.RabbitMQ.Log;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>The jobs in a receiver's custody, found by their copies.</summary>
internal sealed class CustodyRegistry
{
    private readonly ConcurrentDictionary<JobCustody, bool> all = new();
    private readonly ConcurrentDictionary<(LogKey Key, int Run), JobCustody> claimed = new();
    private readonly ConcurrentDictionary<(string Id, int Run), JobCustody> resumed = new();
    private readonly ConcurrentDictionary<LogKey, Task> formerlyHeld = new();

    public IEnumerable<JobCustody> All => all.Keys;

    public void Add(JobCustody custody) => all[custody] = true;

    public void Remove(JobCustody custody) => all.TryRemove(custody, out _);

    /// <summary>One claimed run of a job at a time.</summary>
    /// <returns>False if the same job is claimed here already: the same message, sent twice.</returns>
    public bool Register(JobCustody custody)
    {
        var key = (custody.Message!.Key, custody.Run.Run);
        var known = claimed.AddOrUpdate(key, custody, (_, other) => other.IsOver ? custody : other);
        return known == custody;
    }

    /// <summary>Whether copies of it would be given to it.</summary>
    public bool Knows(JobCustody custody) =>
        custody.Message is { } message && claimed.GetValueOrDefault((message.Key, custody.Run.Run)) == custody;

    /// <summary>A run from before, whose copies are still to come.</summary>
    public void Resume(JobCustody custody, string id) => resumed[(id, custody.Run.Run)] = custody;

    /// <summary>Whose copy it is, or null if nothing of its run is here.</summary>
    public JobCustody? Find(JobMessage message, Stamps stamps)
    {
        var number = stamps.Copy.Number;
        var custody = claimed.GetValueOrDefault((message.Key, number.Run)) ?? resumed.GetValueOrDefault((message.Job.Id, number.Run));
        return custody?.Run.IsOfSameRun(number) == true ? custody : null;
    }

    /// <summary>Its copies are nobody's from now on.</summary>
    public void Forget(JobCustody custody)
    {
        if (custody.Message is { } message)
        {
            claimed.TryRemove(new((message.Key, custody.Run.Run), custody));
        }

        foreach (var entry in resumed.Where(entry => entry.Value == custody))
        {
            resumed.TryRemove(entry);
        }
    }

    /// <summary>The sender's message was here and goes back, which it does once nothing of the job runs here.</summary>
    public void HeldBefore(LogKey key, Task over) => formerlyHeld[key] = over;

    public void NotHeldAnyMore(LogKey key, Task over) => formerlyHeld.TryRemove(new(key, over));

    /// <summary>When nothing of the job runs here any more, or null if it was not here.</summary>
    public Task? WhenOver(LogKey key) => formerlyHeld.GetValueOrDefault(key);
}
