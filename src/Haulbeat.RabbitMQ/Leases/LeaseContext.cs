using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What all sessions of a worker share.</summary>
internal sealed class LeaseContext
{
    public LeaseContext(ConsumingConnection consuming, Publisher publisher, JobEventLog log, ReceiveOptions options, LeaseOwner owner)
    {
        (Consuming, Options, Owner) = (consuming, options, owner);
        Table = new LeaseTable(Time);
        Timing = new LeaseTiming(options.Lease, options.LeaseAfter);
        Log = new LeaseLog(log, options.Reporter, Time);
        Topology = new LeaseTopologyGuard(consuming, options);
        Probing = new LivenessProbing(consuming, Table);
        Publisher = new LeaseMessagePublisher(publisher, options);
        Settlements = new SettlementPublisher(publisher, options, Time);
    }

    public ConsumingConnection Consuming { get; }

    public ReceiveOptions Options { get; }

    public LeaseOwner Owner { get; }

    public LeaseTable Table { get; }

    public LeaseTiming Timing { get; }

    public LeaseLog Log { get; }

    public LeaseTopologyGuard Topology { get; }

    public LivenessProbing Probing { get; }

    public LeaseMessagePublisher Publisher { get; }

    public SettlementPublisher Settlements { get; }

    public IReporter Reporter => Options.Reporter;

    public TimeProvider Time => Consuming.Time;
}
