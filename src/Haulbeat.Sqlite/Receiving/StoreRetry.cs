using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Receiving;

/// <summary>Tries again while the disk is full or broken. Reports when the first operation fails, and when the last of those that failed works again.</summary>
internal sealed class StoreRetry(IReporter reporter, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private int failing;

    /// <summary>Tries until it works.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt().ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error == TransportError.BadStore)
        {
            Begun(exception.Message);
        }

        var result = default(T);
        var works = false;
        try
        {
            while (!works)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                (works, result) = await TryAsync(attempt).ConfigureAwait(false);
            }
        }
        finally
        {
            Over(works);
        }

        return result!;
    }

    private static async Task<(bool Works, T? Result)> TryAsync<T>(Func<Task<T>> attempt)
    {
        try
        {
            return (true, await attempt().ConfigureAwait(false));
        }
        catch (TransportException exception) when (exception.Error == TransportError.BadStore)
        {
            return (false, default);
        }
    }

    private void Begun(string reason)
    {
        if (Interlocked.Increment(ref failing) == 1)
        {
            reporter.Report(new WorkerEvent.ConnectionLost(reason));
        }
    }

    private void Over(bool works)
    {
        if (Interlocked.Decrement(ref failing) == 0 && works)
        {
            reporter.Report(new WorkerEvent.Reconnected());
        }
    }
}
