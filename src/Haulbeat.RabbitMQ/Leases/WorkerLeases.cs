using System.Diagnostics.CodeAnalysis;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What all jobs in one receiver's the lease share.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing.")]
internal sealed class WorkerLeases(ConsumingConnection consuming, Publisher publisher, JobEventLog log, ReceiveOptions options, LeaseOwner owner, TimeProvider time)
{
    private readonly LeaseTopology topology = new(consuming.Address, options);
    private readonly SemaphoreSlim mending = new(1);
    private long ackTimeout = long.MaxValue;
    private string? toldBlocked;
    private bool isLogUnreadable;

    /// <summary>A job was sent home just now.</summary>
    public event EventHandler? SentHome;

    public ConsumingConnection Consuming => consuming;

    public Publisher Publisher => publisher;

    public JobEventLog Log => log;

    public bool HasLog => log.IsOpen && !Volatile.Read(ref isLogUnreadable);

    public ReceiveOptions Options => options;

    public IReporter Reporter => options.Reporter;

    public LeaseOwner Owner => owner;

    public TimeProvider Time => time;

    public LeaseTerms Terms { get; } = new(options.Lease);

    public LeaseRegistry Registry { get; } = new();

    public string Queue => topology.LeaseQueue;

    /// <summary>Whether jobs can be leased; else they are only held.</summary>
    public bool CanLease { get; private set; }

    public TimeSpan RenewEvery => Terms.RenewEvery(AckTimeout);

    /// <summary>How long after its delivery a job is leased.</summary>
    public TimeSpan LeaseAfter => AckTimeout is { } timeout && LeaseTerms.SoonAfter(timeout) is var soon && soon < options.LeaseAfter ? soon : options.LeaseAfter;

    private TimeSpan? AckTimeout => Volatile.Read(ref ackTimeout) is var ticks and < long.MaxValue ? new TimeSpan(ticks) : null;

    /// <summary>Makes what the lease needs on the broker. Without it jobs are only held, and that is said.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await topology.EnsureAsync(await consuming.GetAsync(cancellationToken), cancellationToken);
            CanLease = true;
        }
        catch (TransportException exception) when (exception.Error != TransportError.ConnectionLost)
        {
            options.Reporter.Report(new WorkerEvent.Warned($"Jobs are not leased, only held: a lost connection, a restart of this worker or the broker's ack timeout ends a job, and it begins again. {exception.Message.TrimEnd('.')}. `haulbeat doctor` says what it takes."));
        }
    }

    /// <summary>Makes again what somebody deleted.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        await mending.WaitAsync(cancellationToken);
        try
        {
            await topology.EnsureAsync(await consuming.GetAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            mending.Release();
        }
    }

    /// <summary>Makes the exchanges again if somebody deleted them: nobody is told of that, and no job comes home without them.</summary>
    public async Task LookAfterExchangesAsync(CancellationToken cancellationToken)
    {
        if (!await topology.HasExchangesAsync(await consuming.GetAsync(cancellationToken), cancellationToken))
        {
            await MendAsync(cancellationToken);
            options.Reporter.Report(new WorkerEvent.Warned($"Somebody deleted the exchange '{LeaseNames.LeaseExchange}' or '{LeaseNames.RequeueExchange}'. It was made again; jobs that lost their worker in between come home late."));
        }
    }

    /// <summary>What the log says of the job; nothing if there is none, or none that we may read, which is said once.</summary>
    public async Task<JobOwnership> ReadLogAsync(JobMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return HasLog ? await log.ReadAsync(message.Key, cancellationToken) : JobOwnership.None;
        }
        catch (TransportException exception) when (exception.Error is TransportError.NotPermitted or TransportError.NoSuchQueue)
        {
            if (!Interlocked.Exchange(ref isLogUnreadable, true))
            {
                Reporter.Report(new WorkerEvent.Warned($"The log is not used: {exception.Message} A job whose acknowledgement is lost may be run again."));
            }

            return JobOwnership.None;
        }
    }

    /// <summary>The broker closed a channel because a delivery was out for that long.</summary>
    public void Learn(TimeSpan timeout)
    {
        if (timeout.Ticks > 0 && timeout.Ticks < Volatile.Read(ref ackTimeout))
        {
            Volatile.Write(ref ackTimeout, timeout.Ticks);
        }
    }

    public void OnSentHome() => SentHome?.Invoke(this, EventArgs.Empty);

    /// <summary>Asks the broker to prove that what it delivered is still ours, and tells all jobs.</summary>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        var proof = await consuming.ProveAsync(cancellationToken);
        foreach (var leasedJob in Registry.All)
        {
            leasedJob.OnProven(proof);
        }
    }

    /// <summary>New copies of all jobs that are leased.</summary>
    public void RenewAll()
    {
        foreach (var leasedJob in Registry.All.Where(leasedJob => leasedJob.IsLeased))
        {
            leasedJob.Seek();
        }
    }

    /// <summary>Everyone who waits for the broker says so; once is enough.</summary>
    public void TellBlocked(string reason)
    {
        if (Interlocked.Exchange(ref toldBlocked, reason) != reason)
        {
            options.Reporter.Report(new WorkerEvent.Warned($"{reason} Until then the lease of the jobs that run cannot be renewed; they are stopped when it ends."));
        }
    }

    public void ToldUnblocked() => Volatile.Write(ref toldBlocked, null);
}
