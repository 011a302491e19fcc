using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>One delivery, as the RabbitMQ transport keeps it leased: does what the chain decides, and tells the runner.</summary>
internal sealed class Keeper
{
    private readonly Broker broker;
    private readonly Renewing renewing;
    private readonly LeaseState chain;
    private readonly bool isFresh;
    private readonly bool isResumed;
    private Runner? runner;
    private bool isSettling;
    private bool isStopping;
    private bool isSettled;
    private bool renewsOnDelivery;

    public Keeper(SimulatedWorker worker, Broker broker, string key, LeaseState chain, bool isFresh)
    {
        (Worker, this.broker, Key, this.chain, this.isFresh) = (worker, broker, key, chain, isFresh);
        renewing = new Renewing(this, worker, chain, isFresh);
    }

    /// <summary>Goes on after a restart of the worker.</summary>
    public Keeper(SimulatedWorker worker, Broker broker, string key, LeaseState chain, Runner runner)
        : this(worker, broker, key, chain, runner.IsFresh)
    {
        (this.runner, isResumed, renewsOnDelivery) = (runner, true, true);
    }

    public SimulatedWorker Worker { get; }

    public string Key { get; }

    public LeaseVersion Run => chain.Run;

    public bool IsDone { get; private set; }

    /// <summary>Whether no copy is to be made any more.</summary>
    public bool IsEnding => IsDone || isSettling;

    public bool NeedsProof => !IsDone && (!chain.IsLeased || !Schedule.HasLog);

    private BootInstant Now => Worker.Host.Clock;

    private World World => Worker.Host.World;

    private Schedule Schedule => World.Schedule;

    public void Begin()
    {
        if (isResumed)
        {
            Worker.Register(this);
            runner!.Attach(this);
            Step();
        }
        else if ((isFresh && Schedule.LeaseAfter > 0) || World.Breakage == Breakage.StartsBeforeItClaims)
        {
            StartRun();
            Worker.After(Schedule.LeaseAfter, renewing.Claim);
        }
        else
        {
            renewing.Claim();
        }
    }

    public void OnDelivered(LeaseLineage copy, DeliveryTag tag)
    {
        if (isSettled)
        {
            Worker.Connections.Acknowledge(tag);
            return;
        }

        renewing.Do(chain.OnDelivered(copy, tag, Now));
        if (renewsOnDelivery)
        {
            renewsOnDelivery = false;
            renewing.Renew();
        }
    }

    public void OnProven(BootInstant asked, BootInstant until)
    {
        chain.OnProven(asked, until);
        Step();
    }

    public void OnSessionLost(long session)
    {
        chain.OnSessionLost(session);
        renewsOnDelivery = true;
        Step();
    }

    /// <summary>The worker gives the job back: as after a loss.</summary>
    public void HandBack()
    {
        chain.Lose();
        Step();
    }

    /// <summary>The run is over: by its own end, or killed.</summary>
    public void OnRunStopped()
    {
        if (!runner!.HasEnded)
        {
            chain.Lose();
        }

        Step();
    }

    /// <summary>What follows from how things stand now.</summary>
    public void Step()
    {
        if (IsEnding)
        {
            return;
        }

        var isLost = chain.Expire(Now);
        if (runner is { HasEnded: true })
        {
            Settle();
        }
        else if (isLost)
        {
            StopRun();
        }
        else if (chain.IsLeased && runner is null)
        {
            StartRun();
        }
        else
        {
            TellRunner();
        }
    }

    private void Settle()
    {
        isSettling = Schedule.HasLog || chain.IsLost || (!chain.IsRenewing && chain.Deliveries.Count > 0);
        if (isSettling)
        {
            new Settling(this, Worker, chain).Start();
        }
    }

    private void StartRun()
    {
        runner = new Runner(Worker.Host, broker, Key, chain.Run, isFresh);
        runner.Attach(this);
        runner.Start(chain.Term, Schedule.Jobs.First(job => job.Key == Key).Duration);
        Worker.Host.At(chain.Term.SafeUntil, () => Worker.Post(Step));
    }

    private void TellRunner()
    {
        if (runner is not null && runner.Term != chain.Term)
        {
            runner.Tell(World.Breakage == Breakage.TrustsTheConnection ? Longer(chain.Term) : chain.Term);
        }
    }

    private JobLease Longer(JobLease term) => chain.Deliveries.Count > 0 ? term with { SafeUntil = Now + TimeSpan.FromTicks(Schedule.Heartbeat / 100 * 2) } : term;

    private void StopRun()
    {
        if (runner is { IsRunning: true } running)
        {
            if (!isStopping)
            {
                isStopping = true;
                World.After(World.Between(0, 20 * World.Millisecond), running.Kill);
            }
        }
        else
        {
            Release();
        }
    }

    public void Release()
    {
        IsDone = true;
        World.Trace(Worker.Host.Name, $"lets go of {Key} run {Run.Run}");
        foreach (var delivery in chain.Deliveries)
        {
            Worker.Connections.HandBack(delivery);
        }

        runner?.Forget();
        Worker.Remove(this, hasEnded: false);
    }

    /// <summary>One of the deliberate mistakes.</summary>
    public void AcknowledgeIf(Breakage breakage)
    {
        if (World.Breakage == breakage)
        {
            AcknowledgeAll();
        }
    }

    public void OnSettled()
    {
        (IsDone, isSettled) = (true, true);
        broker.Observer.OnSettled(Key);
        AcknowledgeAll();
        runner!.Forget();
        Worker.Remove(this, hasEnded: true);
    }

    private void AcknowledgeAll()
    {
        foreach (var delivery in chain.Deliveries)
        {
            Worker.Connections.Acknowledge(delivery.Tag);
        }
    }
}
