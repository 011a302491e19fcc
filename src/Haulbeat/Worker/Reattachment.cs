using Haulbeat.Execution.Processes.Reattach;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>Takes up what an earlier worker with this state directory left behind, before anything new is received.</summary>
internal sealed class Reattachment(WorkerOptions options, TimeProvider time)
{
    /// <summary>Finds the runs and has the transport take up their the lease.</summary>
    /// <exception cref="TransportException">The transport refused; what runs goes on, for the next worker.</exception>
    public async Task<IEnumerable<ReattachedRun>> TakeUpAsync(IJobReceiver receiver, CancellationToken cancellationToken)
    {
        var state = options.StateDirectory;
        var found = await new RunFinder(state.Runs, state.Work, options.Name, options.Reporter, time).FindAsync(cancellationToken);
        foreach (var forfeited in found.Where(run => run.IsForfeited))
        {
            UnsettledRuns.Forget(forfeited.Files);
        }

        IReadOnlyList<FoundRun> kept = [.. found.Where(run => !run.IsForfeited)];
        var deliveries = await receiver.ReattachAsync([.. kept.Select(run => run.ToResume())], cancellationToken);
        return kept.Zip(deliveries, (run, delivery) => new ReattachedRun(run, delivery));
    }
}
