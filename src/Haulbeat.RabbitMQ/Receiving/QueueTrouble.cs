using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>What keeps a queue from being used, told once per change, and when to try again.</summary>
internal sealed class QueueTrouble(string queue, IReporter reporter, TimeProvider time, Action wake)
{
    private TimeSpan delay = Backoff.First;
    private string? told;
    private bool worked;
    private ITimer? timer;

    /// <summary>Whether it is too early to try again.</summary>
    public bool IsWaiting => Volatile.Read(ref timer) is not null;

    /// <summary>It did not work: tell, and try again after a while. What never worked and cannot mend by itself is thrown.</summary>
    public void Note(TransportException trouble)
    {
        if (trouble.Error != TransportError.ConnectionLost)
        {
            if (!worked)
            {
                throw trouble;
            }

            Tell(trouble.Message);
        }

        timer = time.CreateTimer(_ => Retry(), null, delay, Timeout.InfiniteTimeSpan);
        delay = delay * 2 < Backoff.Longest ? delay * 2 : Backoff.Longest;
    }

    /// <summary>It works.</summary>
    public void Over()
    {
        if (told is not null)
        {
            reporter.Report(new WorkerEvent.Warned($"Jobs are taken from the queue '{queue}' again."));
        }

        (worked, told, delay) = (true, null, Backoff.First);
    }

    private void Tell(string message)
    {
        if (message != told)
        {
            reporter.Report(new WorkerEvent.Warned(message));
            told = message;
        }
    }

    private void Retry()
    {
        Interlocked.Exchange(ref timer, null)?.Dispose();
        wake();
    }
}
