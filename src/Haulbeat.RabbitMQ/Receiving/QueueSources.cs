using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Topology;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Makes the sources that a receiver takes jobs from.</summary>
internal sealed class QueueSources(LeaseContext leases, Inbox inbox, MessagePump pump, Action<SessionEnding> onEnded)
{
    private readonly QueueDeclarer declarer = new(leases.Consuming.Address);

    /// <summary>The jobs of a user's queue that has the slots to itself.</summary>
    public QueueSource ForOnly(string queue) => ForJobs(queue, most: ushort.MaxValue, () => { });

    /// <summary>The jobs of one of several queues.</summary>
    public QueueSource ForOneOfSeveral(string queue) => ForJobs(queue, most: 1, pump.Wake);

    /// <summary>The jobs of a user's queue that lost their worker.</summary>
    public QueueSource ForRequeued(string queue) => Create(
        LeaseNames.RequeuedQueue(queue),
        queue,
        (_, cancellationToken) => leases.Topology.RepairAsync(cancellationToken),
        onEnded,
        channel => new QueueSource(channel, inbox, most: 1, () => { }, pump.Wake, isExpendable: true));

    private QueueSource ForJobs(string queue, int most, Action onMessage)
    {
        return Create(
            queue,
            queue,
            (connection, cancellationToken) => declarer.EnsureAsync(connection, queue, leases.Options.Declare, cancellationToken),
            OnEnded,
            channel => new QueueSource(channel, inbox, most, onMessage, pump.Wake, isExpendable: false));

        void OnEnded(SessionEnding ending)
        {
            Report(ending, queue);
            onEnded(ending);
        }
    }

    private QueueSource Create(string queue, string jobs, Func<IConnection, CancellationToken, Task> ensure, Action<SessionEnding> ended, Func<QueueChannel, QueueSource> create) =>
        create(new QueueChannel(leases.Consuming, queue, jobs, leases.Reporter, ensure, ended, pump.Wake));

    private void Report(SessionEnding ending, string queue)
    {
        if (ending.End == SessionEnd.QueueGone)
        {
            leases.Reporter.Report(new WorkerEvent.Warned($"The queue '{queue}' was deleted, and its messages with it. Its jobs here go on, since nobody else can be handed them; new ones are taken as soon as the queue exists again."));
        }
        else if (ending.Words is { } words)
        {
            if (AckTimeout.Read(words) is { } timeout)
            {
                leases.Timing.OnAckTimeout(timeout);
            }

            leases.Reporter.Report(new WorkerEvent.Warned(
                $"The broker ended the channel of queue '{queue}': {words} (ack timeout, or the queue's node went). Jobs from it that were not leased are handed out again, and are stopped here."));
        }
    }
}
