using System.Collections.Concurrent;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The sessions of a worker, found by their job. Safe for concurrent use.</summary>
internal sealed class LeaseTable(TimeProvider time)
{
    // The broker hands an unacked message out again within seconds after its connection went.
    private static readonly TimeSpan LongestRedelivery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<LeaseSession, bool> open = new();
    private readonly ConcurrentDictionary<RunKey, LeaseSession> leased = new();
    private readonly ConcurrentDictionary<ResumedKey, LeaseSession> resumed = new();
    private readonly ConcurrentDictionary<RunKey, Task> formerlyUnacked = new();
    private long requeuedAt;

    /// <summary>The sessions of the jobs that are not over.</summary>
    public IEnumerable<LeaseSession> Open => open.Keys;

    /// <summary>When a job of this worker was last requeued: it will be in its requeued queue soon.</summary>
    public BootInstant RequeuedAt => new(Volatile.Read(ref requeuedAt));

    public void Add(LeaseSession session) => open[session] = true;

    public void Remove(LeaseSession session) => open.TryRemove(session, out _);

    public void PostToAll(LeaseEvent happened)
    {
        foreach (var session in Open)
        {
            session.Post(happened);
        }
    }

    /// <summary>All deliveries of the channel session are gone. A job that was not leased is delivered again, perhaps to this worker, before its own session knows.</summary>
    public void OnSessionLost(ChannelSession lost)
    {
        foreach (var session in Open.Where(session => session.Unacked.AreFrom(lost)))
        {
            if (session is { Term.IsLeased: false, Message: { } message })
            {
                formerlyUnacked[RunKey.Any(message.Key)] = session.Over;
            }
        }

        PostToAll(new LeaseEvent.SessionLost(lost.Id));
    }

    /// <summary>Registers a session before its job is leased: one leased run of a job at a time.</summary>
    /// <returns>False if the same job is leased by this worker already: the same message was sent twice.</returns>
    public bool Register(LeaseSession session)
    {
        var key = new RunKey(session.Message!.Key, session.Run.Run);
        return leased.AddOrUpdate(key, session, (_, other) => other.Over.IsCompleted ? session : other) == session;
    }

    /// <summary>Registers the session of a run from before, whose lease messages are still to come.</summary>
    public void RegisterResumed(LeaseSession session, string job) => resumed[new ResumedKey(job, session.Run.Run)] = session;

    /// <summary>Whether the session gets the lease messages of its run.</summary>
    public bool IsRegistered(LeaseSession session) =>
        session.Message is { } message && leased.GetValueOrDefault(new RunKey(message.Key, session.Run.Run)) == session;

    /// <summary>The session that a lease message belongs to, or null if its run is not here.</summary>
    public LeaseSession? Find(JobMessage message, LeaseVersion version)
    {
        var session = leased.GetValueOrDefault(new RunKey(message.Key, version.Run)) ?? resumed.GetValueOrDefault(new ResumedKey(message.Job.Id, version.Run));
        return session?.Run.IsOfSameRun(version) == true ? session : null;
    }

    /// <summary>Lease messages of its run belong to nobody from now on.</summary>
    public void Unregister(LeaseSession session)
    {
        if (session.Message is { } message)
        {
            leased.TryRemove(new(new RunKey(message.Key, session.Run.Run), session));
        }

        foreach (var entry in resumed.Where(entry => entry.Value == session))
        {
            resumed.TryRemove(entry);
        }
    }

    /// <summary>Lease messages of the run may come for another lease, and are acknowledged.</summary>
    public async Task UnregisterAfterAsync(LeaseSession session, TimeSpan lease)
    {
        await Task.Delay(lease, time).ConfigureAwait(false);
        Unregister(session);
    }

    public void OnRequeued() => Volatile.Write(ref requeuedAt, BootClock.Now.Nanoseconds);

    /// <summary>The sender's message is requeued. Nothing of the job runs here.</summary>
    public async Task OnUnackedReleasedAsync(EventLogKey key, Task over)
    {
        formerlyUnacked[RunKey.Any(key)] = over;
        await Task.Delay(LongestRedelivery, time).ConfigureAwait(false);
        formerlyUnacked.TryRemove(new(RunKey.Any(key), over));
    }

    /// <summary>Completes when nothing of a formerly unacked job runs here any more; null if it did not run here.</summary>
    public Task? WhenOver(EventLogKey key) => formerlyUnacked.GetValueOrDefault(RunKey.Any(key));

    // Classes: a dictionary of structs costs the native binary a copy of its code for each kind of key.
    private sealed record RunKey(EventLogKey Job, int Run)
    {
        public static RunKey Any(EventLogKey job) => new(job, -1);
    }

    private sealed record ResumedKey(string Job, int Run);
}
