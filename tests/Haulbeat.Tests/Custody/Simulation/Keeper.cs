using Haulbeat.Custody;
using Haulbeat.Custody.Protocol;

namespace Haulbeat.Tests.Custody.Simulation;

/// <summary>One delivery, as the RabbitMQ transport keeps it in custody: does what the chain decides, and tells the runner.</summary>
internal sealed class Keeper
{
    private const long GivesUpAfter = 5 * World.Second;
    private readonly Broker broker;
    private readonly CopyChain chain;
    private readonly bool isFresh;
    private readonly bool isResumed;
    private Runner? runner;
    private bool isSettling;
    private bool isStopping;
    private bool isSettled;
    private bool renewsOnDelivery;
    private int renewals;

    public Keeper(Worker worker, Broker broker, string key, CopyChain chain, bool isFresh)
    {
        (Worker, this.broker, Key, this.chain, this.isFresh) = (worker, broker, key, chain, isFresh);
    }

    /// <summary>Goes on after a restart of the worker.</summary>
    public Keeper(Worker worker, Broker broker, string key, CopyChain chain, Runner runner)
        : this(worker, broker, key, chain, runner.IsFresh)
    {
        (this.runner, isResumed, renewsOnDelivery) = (runner, true, true);
    }

    public Worker Worker { get; }

    public string Key { get; }

    public CopyNumber Run => chain.Run;

    public bool IsDone { get; private set; }

    public bool NeedsProof => !IsDone && (!chain.IsClaimed || !Schedule.HasLog);

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
        else if ((isFresh && Schedule.ClaimAfter > 0) || World.Breakage == Breakage.StartsBeforeItClaims)
        {
            StartRun();
            Worker.After(Schedule.ClaimAfter, Claim);
        }
        else
        {
            Claim();
        }
    }

    public void OnDelivered(CopyStamp copy, DeliveryTag tag)
    {
        if (isSettled)
        {
            Worker.Acknowledge(tag);
            return;
        }

        Do(chain.OnDelivered(copy, tag, Now));
        if (renewsOnDelivery)
        {
            renewsOnDelivery = false;
            Renew();
        }
    }

    public void OnProven(BootInstant asked, BootInstant until)
    {
        chain.OnProven(asked, until);
        Step();
    }

    public void OnGenerationLost(long generation)
    {
        chain.OnGenerationLost(generation);
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

    private void Claim()
    {
        if (IsDone || isSettling || chain.IsLost)
        {
            return;
        }

        if (!Worker.Register(this))
        {
            chain.Lose();
            Step();
        }
        else if (isFresh && Schedule.HasLog)
        {
            Worker.Read(Key, OnRead);
        }
        else
        {
            Renew();
        }
    }

    private void OnRead(JobFacts facts)
    {
        chain.OnRead(facts);
        Renew();
    }

    private void Renew()
    {
        if (!IsDone && !isSettling)
        {
            RenewAfter(Worker.Terms.RenewEvery(null).Ticks * 100);
            Do(chain.Renew(Now));
        }
    }

    private void RenewAfter(long delay)
    {
        var renewal = ++renewals;
        Worker.After(delay, () =>
        {
            if (renewal == renewals)
            {
                Renew();
            }
        });
    }

    private void Do(IEnumerable<CustodyAction> actions)
    {
        foreach (var action in actions)
        {
            Do(action);
        }

        Step();
    }

    private void Do(CustodyAction action)
    {
        switch (action)
        {
            case CustodyAction.Publish(var copy):
                Publish(copy);
                break;
            case CustodyAction.Append(var entry):
                AcknowledgeIf(Breakage.AcknowledgesBeforeTheLog);
                Append(entry);
                break;
            case CustodyAction.Acknowledge(var tag):
                Worker.Acknowledge(tag);
                ProveAcknowledgement();
                break;
        }
    }

    private void ProveAcknowledgement()
    {
        if (!Schedule.HasLog)
        {
            Worker.After(World.Millisecond, () => Worker.Prove());
        }
    }

    private void Publish(CopyStamp copy)
    {
        Worker.Publish(Key, copy, () => Do(chain.OnConfirmed(copy.Number, Now)), () => GiveUp(copy.Number));
        Worker.After(GivesUpAfter, () => GiveUp(copy.Number));
        AcknowledgeIf(Breakage.AcknowledgesTooEarly);
    }

    private void GiveUp(CopyNumber copy)
    {
        var wasRenewing = chain.IsRenewing;
        chain.OnFailed(copy);
        if (wasRenewing && !chain.IsRenewing)
        {
            RenewAfter(200 * World.Millisecond);
        }
    }

    private void Append(LogEntry.Claimed entry)
    {
        if (World.Breakage == Breakage.SkipsTheLog)
        {
            OnLogged(entry.Copy.Number);
        }
        else
        {
            Worker.Append(Key, entry, () => OnAppended(entry.Copy.Number), () => AppendAgain(entry));
        }
    }

    private void AppendAgain(LogEntry.Claimed entry)
    {
        if (!IsDone && !chain.Expire(Now))
        {
            Append(entry);
        }
    }

    private void OnAppended(CopyNumber copy)
    {
        if (chain.IsClaimed || World.Breakage == Breakage.DoesNotReadBack)
        {
            OnLogged(copy);
        }
        else
        {
            Worker.Read(Key, facts => OnReadBack(copy, facts));
        }
    }

    private void OnReadBack(CopyNumber copy, JobFacts facts)
    {
        if (facts.HasEnded || facts.Newest != copy)
        {
            chain.Lose();
            Step();
        }
        else
        {
            OnLogged(copy);
        }
    }

    private void OnLogged(CopyNumber copy) => Do(chain.OnLogged(copy, Now));

    /// <summary>What follows from how things stand now.</summary>
    private void Step()
    {
        if (IsDone || isSettling)
        {
            return;
        }

        var isLost = chain.Expire(Now);
        if (runner is { HasEnded: true })
        {
            SettleOnceNothingIsUnderWay();
        }
        else if (isLost)
        {
            StopRun();
        }
        else if (chain.IsClaimed && runner is null)
        {
            StartRun();
        }
        else
        {
            TellRunner();
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

    private CustodyTerm Longer(CustodyTerm term) => chain.Deliveries.Count > 0 ? term with { SafeUntil = Now + TimeSpan.FromTicks(Schedule.Heartbeat / 100 * 2) } : term;

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

    private void Release()
    {
        IsDone = true;
        World.Trace(Worker.Host.Name, $"lets go of {Key} run {Run.Run}");
        foreach (var delivery in chain.Deliveries)
        {
            Worker.HandBack(delivery);
        }

        runner?.Forget();
        Worker.Remove(this, hasEnded: false);
    }

    /// <summary>Without a log a copy that is under way would be taken for the job.</summary>
    private void SettleOnceNothingIsUnderWay()
    {
        if (!Schedule.HasLog)
        {
            if (chain.IsLost)
            {
                Release();
            }
            else if (!chain.IsRenewing && chain.Deliveries.Count > 0)
            {
                OnSettled();
            }

            return;
        }

        isSettling = true;
        AcknowledgeIf(Breakage.AcknowledgesBeforeTheEnd);
        AppendEnd();
    }

    private void AppendEnd() => Worker.Append(Key, chain.End(Now), OnEndAppended, AppendEnd);

    private void OnEndAppended()
    {
        if (!chain.Expire(Now))
        {
            OnSettled();
        }
        else
        {
            Worker.Read(Key, OnEndRead);
        }
    }

    private void OnEndRead(JobFacts facts)
    {
        if (facts.HasEnded && facts.Newest.IsOfSameRun(Run))
        {
            OnSettled();
        }
        else
        {
            Release();
        }
    }

    private void OnSettled()
    {
        (IsDone, isSettled) = (true, true);
        broker.Observer.OnSettled(Key);
        AcknowledgeAll();
        runner!.Forget();
        Worker.Remove(this, hasEnded: true);
    }

    private void AcknowledgeIf(Breakage breakage)
    {
        if (World.Breakage == breakage)
        {
            AcknowledgeAll();
        }
    }

    private void AcknowledgeAll()
    {
        foreach (var delivery in chain.Deliveries)
        {
            Worker.Acknowledge(delivery.Tag);
        }
    }
}
