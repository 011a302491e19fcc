using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What is to be done next for one job's lease: a closed family. Each answer is a <see cref="LeaseEvent"/>.</summary>
internal abstract record LeaseAction
{
    private LeaseAction()
    {
    }

    /// <summary>Make sure that no other session of this worker leases the same run of the same job.</summary>
    public sealed record Register : LeaseAction;

    /// <summary>Read what the event log says about the job.</summary>
    public sealed record ReadLog : LeaseAction;

    /// <summary>Wait until there is a connection to publish on.</summary>
    public sealed record Connect : LeaseAction;

    /// <summary>Publish this lease message to the worker's lease queue, with the newest checkpoint.</summary>
    public sealed record Publish(LeaseLineage Message) : LeaseAction;

    /// <summary>Write to the event log that the lease message exists, until it is there.</summary>
    /// <param name="Entry">The entry.</param>
    /// <param name="IsFirst">Whether the job was not leased before.</param>
    public sealed record Append(OwnershipEntry.Leased Entry, bool IsFirst) : LeaseAction;

    /// <summary>Read the event log again: does it name this lease message as the newest?</summary>
    public sealed record ReadBack(LeaseVersion Version) : LeaseAction;

    /// <summary>Acknowledge the message: another one stands for the job, or the job has ended.</summary>
    public sealed record Acknowledge(DeliveryTag Tag) : LeaseAction;

    /// <summary>Probe the connection: the answer proves that the broker has the acknowledgements sent before.</summary>
    public sealed record Probe : LeaseAction;

    /// <summary>The newest checkpoint that was published is in a lease message that counts: report it.</summary>
    public sealed record ReportCheckpoint : LeaseAction;

    /// <summary>The lease counts from this lease message on: report it.</summary>
    /// <param name="Version">The lease message.</param>
    /// <param name="IsFirst">Whether the job was not leased before.</param>
    public sealed record ReportLease(LeaseVersion Version, bool IsFirst) : LeaseAction;

    /// <summary>Write the end to the event log, until it is there. Tell too when the log is blocked meanwhile.</summary>
    public sealed record AppendEnd(OwnershipEntry.Ended Entry) : LeaseAction;

    /// <summary>Have the end written to the event log soon, together with others. Tell when it is queued there.</summary>
    public sealed record AppendEndSoon(OwnershipEntry.Ended Entry) : LeaseAction;

    /// <summary>Wait until the event log has the end that was queued.</summary>
    public sealed record AwaitEnd : LeaseAction;

    /// <summary>Read from the event log whether this run is the one that ended the job.</summary>
    public sealed record ReadEnd : LeaseAction;

    /// <summary>Acknowledge all messages of the job: it has ended.</summary>
    public sealed record AcknowledgeAll(IReadOnlyList<LeaseDelivery> Deliveries) : LeaseAction;

    /// <summary>Tell the event log that the job is requeued.</summary>
    public sealed record AppendRequeued : LeaseAction;

    /// <summary>The job is settled: acknowledge what still comes.</summary>
    public sealed record Settled : LeaseAction;

    /// <summary>The job is not ours any more, or is to be requeued, and nothing of it runs here: requeue its messages. Whoever receives them asks the event log.</summary>
    /// <param name="Deliveries">The messages.</param>
    /// <param name="WasOurs">Whether the job was ours until now.</param>
    public sealed record Release(IReadOnlyList<LeaseDelivery> Deliveries, bool WasOurs) : LeaseAction;

    /// <summary>Requeue a message of a job that was released before.</summary>
    public sealed record Requeue(DeliveryTag Tag) : LeaseAction;
}
