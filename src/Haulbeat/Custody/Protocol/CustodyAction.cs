namespace Haulbeat.Custody.Protocol;

/// <summary>What is to be done next for a job's custody: a closed family.</summary>
internal abstract record CustodyAction
{
    private CustodyAction()
    {
    }

    /// <summary>Publish this copy to the own custody queue, and tell when the broker has confirmed it.</summary>
    public sealed record Publish(CopyStamp Copy) : CustodyAction;

    /// <summary>Write to the log that the copy is there, and tell when the broker has confirmed it.</summary>
    public sealed record Append(LogEntry.Claimed Entry) : CustodyAction;

    /// <summary>Take the message off its queue: another one stands for the job.</summary>
    public sealed record Acknowledge(DeliveryTag Tag) : CustodyAction;
}
