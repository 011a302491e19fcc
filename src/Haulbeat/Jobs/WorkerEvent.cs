
namespace Haulbeat.Jobs;

/// <summary>Something that happened in a worker: a closed family.</summary>
/// <remarks>
/// Logs, metrics and traces can be made from these alone. An event of a job holds the job: its queue, run, attempt and interruptions,
/// when it was sent, its size and its trace context. An event is reported as it happens; who needs the time reads a clock then.
/// </remarks>
public abstract record WorkerEvent
{
    private WorkerEvent()
    {
    }

    /// <summary>The event's name in logs and output.</summary>
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

    /// <summary>A job is leased: from now on it outlasts the worker and its connection.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Took">How long the lease took to acquire.</param>
    public sealed record Leased(Job Job, TimeSpan Took) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "leased";
    }

    /// <summary>The lease of a job was renewed.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Took">How long the renewal took.</param>
    public sealed record Renewed(Job Job, TimeSpan Took) : OfJob(Job)
    {
        /// <summary>How much was left of the lease before the renewal took effect, or null where that is not known. Near 0, leases are about to be lost.</summary>
        public TimeSpan? Left { get; init; }

        /// <inheritdoc/>
        public override string Name => "renewed";
    }

    /// <summary>A job's checkpoint is stored: its next run gets it, on whatever machine.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Bytes">The checkpoint's size.</param>
    public sealed record CheckpointSaved(Job Job, int Bytes) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "checkpoint";
    }

    /// <summary>The worker goes on with a run that an earlier one started.</summary>
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

    /// <summary>The worker leaves a job to the next worker with its state directory: the run goes on, or its end is still to be settled.</summary>
    public sealed record Detached(Job Job) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "detached";
    }

    /// <summary>A job succeeded and is settled.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Took">How long the run took.</param>
    public sealed record Finished(Job Job, Outcome Outcome, TimeSpan Took) : OfJob(Job)
    {
        /// <summary>The result's size in bytes.</summary>
        public int ResultBytes { get; init; }

        /// <inheritdoc/>
        public override string Name => "finished";
    }

    /// <summary>A job went to the dead letters.</summary>
    public sealed record Dead(Job Job, Outcome Outcome, string Reason, TimeSpan Took) : OfJob(Job)
    {
        /// <inheritdoc/>
        public override string Name => "dead";
    }

    /// <summary>A job was put back into its queue.</summary>
    public sealed record Requeued(Job Job, Outcome Outcome, string Reason) : OfJob(Job)
    {
        /// <summary>How long the run took.</summary>
        public TimeSpan Took { get; init; }

        /// <inheritdoc/>
        public override string Name => "requeued";
    }

    /// <summary>The lease of a job ended before the job did; its processes were killed.</summary>
    public sealed record LeaseLost(Job Job, string Reason) : OfJob(Job)
    {
        /// <summary>How long the run took.</summary>
        public TimeSpan Took { get; init; }

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

    /// <summary>The worker takes no more jobs and finishes those that run.</summary>
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
