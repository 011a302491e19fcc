using Haulbeat.Receiving;

namespace Haulbeat.Hosting;

/// <summary>Takes jobs from a transport and runs each in a process of its own.</summary>
/// <param name="transport">Where the jobs come from.</param>
/// <param name="options">What to do.</param>
/// <param name="time">The clock.</param>
public sealed class Worker(ITransport transport, WorkerOptions options, TimeProvider time)
{
    /// <summary>Works until told to stop, or as long as the options say.</summary>
    /// <param name="drain">Cancelled: take nothing new, finish what runs.</param>
    /// <param name="giveBack">Cancelled: stop the jobs and hand them back. Implies <paramref name="drain"/>.</param>
    /// <exception cref="TransportException">The transport could not be reached at the start, or refused.</exception>
    public Task<WorkerTotals> RunAsync(CancellationToken drain, CancellationToken giveBack)
    {
        _ = (transport, options, time, drain, giveBack);
        throw new NotSupportedException();
    }
}
