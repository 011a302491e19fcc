using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Makes the sources that a receiver takes from.</summary>
internal sealed class SourceFactory(WorkerLeases office, Inbox inbox, Slots slots, Action<SessionEnding> onEnded)
{
    private readonly QueueDeclarer declarer = new(office.Consuming.Address);

    /// <summary>The jobs of a user's queue.</summary>
    public QueueSource ForJobs(string queue) => New(
        queue,
        queue,
        (connection, cancellationToken) => declarer.EnsureAsync(connection, queue, office.Options.Declare, cancellationToken),
        ending => Tell(ending, queue),
        isExpendable: false);

    /// <summary>The jobs of that queue that lost their worker.</summary>
    public QueueSource ForRequeued(string queue) => New(
        LeaseNames.RequeuedQueue(queue),
        queue,
        (_, cancellationToken) => office.MendAsync(cancellationToken),
        _ => { },
        isExpendable: true);

    private QueueSource New(string queue, string jobs, Func<global::RabbitMQ.Client.IConnection, CancellationToken, Task> ensure, Action<SessionEnding> tell, bool isExpendable)
    {
        var channel = new QueueChannel(office.Consuming, queue, jobs, office.Reporter, ensure, OnEnded, inbox.Wake);
        return new QueueSource(channel, inbox, slots, isExpendable);

        void OnEnded(SessionEnding ending)
        {
            tell(ending);
            onEnded(ending);
        }
    }

    private void Tell(SessionEnding ending, string queue)
    {
        if (ending.End == SessionEnd.QueueGone)
        {
            office.Reporter.Report(new WorkerEvent.Warned($"The queue '{queue}' was deleted, and its messages with it. Its jobs here go on, since nobody else can be handed them; new ones are taken as soon as the queue exists again."));
        }
        else if (ending.Words is { } words)
        {
            if (AckTimeout.Read(words) is { } timeout)
            {
                office.Learn(timeout);
            }

            office.Reporter.Report(new WorkerEvent.Warned(
                $"The broker ended the channel of queue '{queue}': {words} (ack timeout, or the queue's node went). What it had delivered and was not leased is handed out again, and those jobs here are stopped."));
        }
    }
}
