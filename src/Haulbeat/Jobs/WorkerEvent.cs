using Haulbeat.Worker;

namespace Haulbeat.Jobs;

/// <summary>Something that happened in a worker: a closed family; <see cref="Name"/> is the <c>event</c> of <c>work --json</c>.</summary>
public abstract record WorkerEvent
{
    private WorkerEvent()
    {
    }

    /// <summary>The event's name.</summary>
    public abstract string Name { get; }

    /// <summary>An event about one job.</summary>
    public abstract record OfJob(Job Job) : WorkerEvent;

    /// <summary>The worker has its name and its state directory.</summary>
    public sealed record WorkerUp(string Worker, string StateDirectory, int Pid) : WorkerEvent
    {
        /// <inheritdoc/>
        public override string Name => "worker-up";
    }

    /// <summary>The worker is connected and takes jobs.</summary>
    public sealed record Ready(string Address, IReadOnlyList<string> Queues, int Slots) : WorkerEvent
    {
        /// <inheritdoc/>
        public override string Name => "ready";
    }

    /// <summary>A job's process runs.</summary>
    public sealed record Started(Job Job, int Pid) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "started";
    }

    /// <summary>The lease of a job outlasts the worker from now on.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Took">How long it took to make it so.</param>
    public sealed record Leased(Job Job, TimeSpan Took) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "leased";
    }

    /// <summary>The lease of a job lasts another lease.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Took">How long it took to make it so.</param>
    public sealed record Renewed(Job Job, TimeSpan Took) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "renewed";
    }

    /// <summary>A job's checkpoint is where its next run will find it, on whatever machine.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Bytes">The checkpoint's size.</param>
    public sealed record CheckpointSaved(Job Job, int Bytes) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "checkpoint";
    }

    /// <summary>A run that an earlier worker had started is this worker's now.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Pid">The job's process, or null if it ended meanwhile.</param>
    public sealed record Reattached(Job Job, int? Pid) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "reattached";
    }

    /// <summary>A job said how far it is.</summary>
    public sealed record Progressed(Job Job, Progress Progress) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "progress";
    }

    /// <summary>A job succeeded and is settled.</summary>
    public sealed record Finished(Job Job, Outcome Outcome, TimeSpan Took) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "finished";
    }

    /// <summary>A job went to the dead letters.</summary>
    public sealed record Dead(Job Job, Outcome Outcome, string Reason, TimeSpan Took) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "dead";
    }

    /// <summary>A job went back to its queue.</summary>
    public sealed record Requeued(Job Job, Outcome Outcome, string Reason) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "requeued";
    }

    /// <summary>The lease of a job ended before the job did; its processes were killed.</summary>
    public sealed record LeaseLost(Job Job, string Reason) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "lease-lost";
    }

    /// <summary>The connection is gone; the worker keeps trying.</summary>
    public sealed record ConnectionLost(string Reason) : WorkerEvent
    {
        /// <inheritdoc/>
        public override string Name => "connection-lost";
    }

    /// <summary>The connection is back.</summary>
    public sealed record Reconnected : WorkerEvent
    {
        /// <inheritdoc/>
        public override string Name => "reconnected";
    }

    /// <summary>Something people should know that changes no job's state.</summary>
    public sealed record Warned(string Message) : WorkerEvent
    {
        /// <inheritdoc/>
        public override string Name => "warning";
    }

    /// <summary>The worker takes nothing new and finishes what runs.</summary>
    public sealed record Draining(int Running) : WorkerEvent
    {
        /// <inheritdoc/>
        public override string Name => "draining";
    }

    /// <summary>The worker ended.</summary>
    public sealed record WorkerDown(string Worker, int Succeeded, int DeadCount, int RequeuedCount, int DetachedCount) : WorkerEvent
    {
        /// <inheritdoc/>
        public override string Name => "worker-down";
    }
}
