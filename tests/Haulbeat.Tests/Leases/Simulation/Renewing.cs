using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>Makes the copies of one job: each of the chain's actions is one call to the broker.</summary>
internal sealed class Renewing(Keeper keeper, SimulatedWorker worker, LeaseState chain, bool isFresh)
{
    private const long GivesUpAfter = 5 * World.Second;
    private int renewals;

    private BootInstant Now => worker.Host.Clock;

    private World World => worker.Host.World;

    private Schedule Schedule => World.Schedule;

    public void Claim()
    {
        if (keeper.IsEnding || chain.IsLost)
        {
            return;
        }

        if (!worker.Register(keeper))
        {
            chain.Lose();
            keeper.Step();
        }
        else if (isFresh && Schedule.HasLog)
        {
            worker.Connections.Read(keeper.Key, OnRead);
        }
        else
        {
            Renew();
        }
    }

    private void OnRead(JobOwnership facts)
    {
        chain.OnRead(facts);
        Renew();
    }

    public void Renew()
    {
        if (!keeper.IsEnding)
        {
            RenewAfter(worker.Terms.RenewEvery(null).Ticks * 100);
            Do(chain.Renew(Now));
        }
    }

    private void RenewAfter(long delay)
    {
        var renewal = ++renewals;
        worker.After(delay, () =>
        {
            if (renewal == renewals)
            {
                Renew();
            }
        });
    }

    public void Do(IEnumerable<LeaseAction> actions)
    {
        foreach (var action in actions)
        {
            Do(action);
        }

        keeper.Step();
    }

    private void Do(LeaseAction action)
    {
        switch (action)
        {
            case LeaseAction.Publish(var copy):
                Publish(copy);
                break;
            case LeaseAction.Append(var entry):
                keeper.AcknowledgeIf(Breakage.AcknowledgesBeforeTheLog);
                Append(entry);
                break;
            case LeaseAction.Acknowledge(var tag):
                worker.Connections.Acknowledge(tag);
                ProveAcknowledgement();
                break;
        }
    }

    private void ProveAcknowledgement()
    {
        if (!Schedule.HasLog)
        {
            worker.After(World.Millisecond, () => worker.Prove());
        }
    }

    private void Publish(LeaseLineage copy)
    {
        worker.Connections.Publish(keeper.Key, copy, () => Do(chain.OnConfirmed(copy.Number, Now)), () => GiveUp(copy.Number));
        worker.After(GivesUpAfter, () => GiveUp(copy.Number));
        keeper.AcknowledgeIf(Breakage.AcknowledgesTooEarly);
    }

    private void GiveUp(LeaseVersion copy)
    {
        var wasRenewing = chain.IsRenewing;
        chain.OnFailed(copy);
        if (wasRenewing && !chain.IsRenewing)
        {
            RenewAfter(200 * World.Millisecond);
        }
    }

    private void Append(OwnershipEntry.Leased entry)
    {
        if (World.Breakage == Breakage.SkipsTheLog)
        {
            OnLogged(entry.Copy.Number);
        }
        else
        {
            worker.Connections.Append(keeper.Key, entry, () => OnAppended(entry.Copy.Number), () => AppendAgain(entry));
        }
    }

    private void AppendAgain(OwnershipEntry.Leased entry)
    {
        if (!keeper.IsDone && !chain.Expire(Now))
        {
            Append(entry);
        }
    }

    private void OnAppended(LeaseVersion copy)
    {
        if (chain.IsLeased || World.Breakage == Breakage.DoesNotReadBack)
        {
            OnLogged(copy);
        }
        else
        {
            worker.Connections.Read(keeper.Key, facts => OnReadBack(copy, facts));
        }
    }

    private void OnReadBack(LeaseVersion copy, JobOwnership facts)
    {
        if (facts.HasEnded || facts.Newest != copy)
        {
            chain.Lose();
            keeper.Step();
        }
        else
        {
            OnLogged(copy);
        }
    }

    private void OnLogged(LeaseVersion copy) => Do(chain.OnLogged(copy, Now));
}
