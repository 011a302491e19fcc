using Haulbeat.Receiving;
using Haulbeat.Reporting;

namespace Haulbeat.Sqlite;

/// <summary>Outlasts a disk that is full or broken for a while, and says so once per change.</summary>
internal sealed class Trouble(IReporter reporter, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private int reported;

    /// <summary>Tries until it works.</summary>
    public async Task<T> OutlastAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var result = await attempt();
                Over();
                return result;
            }
            catch (TransportException exception) when (exception.Error == TransportError.BadStore)
            {
                Begun(exception.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private void Begun(string reason)
    {
        if (Interlocked.Exchange(ref reported, 1) == 0)
        {
            reporter.Report(new WorkerEvent.ConnectionLost(reason));
        }
    }

    private void Over()
    {
        if (Interlocked.Exchange(ref reported, 0) == 1)
        {
            reporter.Report(new WorkerEvent.Reconnected());
        }
    }
}
