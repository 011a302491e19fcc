using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>Settles a job that ended: first the log, then the messages. A message without copies does not wait for the log.</summary>
internal sealed class Settling(Keeper keeper, SimulatedWorker worker, LeaseState chain)
{
    private BootInstant Now => worker.Host.Clock;

    public void Start()
    {
        if (worker.Host.World.Schedule.HasLog)
        {
            keeper.AcknowledgeIf(Breakage.AcknowledgesBeforeTheEnd);
            var isAlone = !chain.HasCopies && !chain.Expire(Now);
            Append();
            if (isAlone)
            {
                worker.OnEndedAlone(keeper.Key);
                Finish(true);
            }
        }
        else
        {
            Finish(!chain.IsLost);
        }
    }

    private void Append() => worker.Connections.Append(keeper.Key, chain.End(Now), OnAppended, Append);

    /// <summary>While the lease lasts nobody else can have written anything that matters; after it the log says who was first.</summary>
    private void OnAppended()
    {
        if (keeper.IsDone)
        {
            return;
        }

        if (!chain.Expire(Now))
        {
            Finish(true);
        }
        else
        {
            worker.Connections.Read(keeper.Key, facts => Finish(facts.HasEnded && facts.Newest.IsOfSameRun(keeper.Run)));
        }
    }

    private void Finish(bool isSettled)
    {
        if (isSettled)
        {
            keeper.OnSettled();
        }
        else
        {
            keeper.Release();
        }
    }
}
