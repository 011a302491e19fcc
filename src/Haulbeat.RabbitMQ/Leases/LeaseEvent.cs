using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What can happen to one job's lease: a closed family.</summary>
internal abstract record LeaseEvent
{
    private LeaseEvent()
    {
    }

    /// <summary>The moment that <see cref="LeaseProtocol.NextTick"/> named has come.</summary>
    public sealed record Tick : LeaseEvent;

    /// <summary>The job is to be leased, or its lease renewed, at once.</summary>
    public sealed record RenewalRequested : LeaseEvent;

    /// <summary>The answer to <see cref="LeaseAction.Register"/>.</summary>
    /// <param name="IsAccepted">False if the same run of the same job is leased by this worker already.</param>
    public sealed record Registered(bool IsAccepted) : LeaseEvent;

    /// <summary>The answer to <see cref="LeaseAction.ReadLog"/>.</summary>
    public sealed record LogRead(JobOwnership Facts) : LeaseEvent;

    /// <summary>The answer to <see cref="LeaseAction.Connect"/>.</summary>
    public sealed record Connected : LeaseEvent;

    /// <summary>The broker has the lease message.</summary>
    public sealed record Published(LeaseVersion Version) : LeaseEvent;

    /// <summary>The lease message was not published, or nobody knows.</summary>
    public sealed record PublishFailed(LeaseVersion Version) : LeaseEvent;

    /// <summary>The event log has the lease message.</summary>
    public sealed record Logged(LeaseVersion Version) : LeaseEvent;

    /// <summary>The answer to <see cref="LeaseAction.ReadBack"/>.</summary>
    public sealed record LoggedReadBack(LeaseVersion Version, JobOwnership Facts) : LeaseEvent;

    /// <summary>A step that reads the log or connects failed. It is tried again later.</summary>
    public sealed record StepFailed : LeaseEvent;

    /// <summary>A lease message of this run was delivered.</summary>
    public sealed record Delivered(LeaseLineage Message, DeliveryTag Tag) : LeaseEvent
    {
        /// <summary>The checkpoint in it.</summary>
        public ReadOnlyMemory<byte> Checkpoint { get; init; }
    }

    /// <summary>The acknowledgements that <see cref="LeaseAction.Acknowledge"/> asked for have been sent.</summary>
    public sealed record Acknowledged : LeaseEvent;

    /// <summary>The broker answered on the connection that messages are delivered on.</summary>
    public sealed record Probed(LivenessProbe Probe) : LeaseEvent;

    /// <summary>A channel session ended; its deliveries can't be acknowledged any more.</summary>
    public sealed record SessionLost(long Session) : LeaseEvent;

    /// <summary>The job saved a checkpoint.</summary>
    public sealed record CheckpointSaved(ReadOnlyMemory<byte> Checkpoint) : LeaseEvent;

    /// <summary>The newest checkpoint is to be put into a lease message at once.</summary>
    public sealed record FlushRequested(TaskCompletionSource Flushed) : LeaseEvent;

    /// <summary>The run has ended, and its answer and dead letter are published.</summary>
    public sealed record Ended : LeaseEvent;

    /// <summary>The end of an unleased job is about to be written to the event log.</summary>
    public sealed record EndQueued : LeaseEvent;

    /// <summary>The event log has the end.</summary>
    public sealed record EndLogged : LeaseEvent;

    /// <summary>The answer to <see cref="LeaseAction.ReadEnd"/>.</summary>
    public sealed record EndRead(JobOwnership Facts) : LeaseEvent;

    /// <summary>The event log takes no entries for now, because of an alarm of the broker. Acknowledgements still work.</summary>
    public sealed record LogBlocked : LeaseEvent;

    /// <summary>The answer to <see cref="LeaseAction.AcknowledgeAll"/>.</summary>
    /// <param name="Sent">False if there was nothing to acknowledge, or its channel is gone.</param>
    public sealed record AllAcknowledged(bool Sent) : LeaseEvent;

    /// <summary>The job is to be requeued.</summary>
    public sealed record RequeueRequested : LeaseEvent;

    /// <summary>The receiver ends. The job stays where it is.</summary>
    public sealed record Detached : LeaseEvent;
}
