using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What is to be done next for a job's the lease: a closed family.</summary>
internal abstract record LeaseAction
{
    private LeaseAction()
    {
    }

    /// <summary>Publish this copy to the own lease queue, and tell when the broker has confirmed it.</summary>
    public sealed record Publish(LeaseLineage Copy) : LeaseAction;

    /// <summary>Write to the log that the copy is there, and tell when the broker has confirmed it.</summary>
    public sealed record Append(OwnershipEntry.Leased Entry) : LeaseAction;

    /// <summary>Take the message off its queue: another one stands for the job.</summary>
    public sealed record Acknowledge(DeliveryTag Tag) : LeaseAction;
}
