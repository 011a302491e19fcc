using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Knows why a queue can't be used, reports each change once, and says when to try again.</summary>
internal sealed class QueueTrouble(string queue, IReporter reporter, TimeProvider time, Action wake)
{
    private readonly DoublingPause pauses = new(Backoff.First, Backoff.Longest);
    private string? reported;
    private bool worked;
    private ITimer? timer;

    /// <summary>Whether it is too early to try again.</summary>
    public bool IsWaiting => Volatile.Read(ref timer) is not null;

    /// <summary>It did not work: report it, and try again after a while. If it never worked and trying again will not help, it is thrown.</summary>
    public void Note(TransportException trouble)
    {
        if (trouble.Error != TransportError.ConnectionLost)
        {
            if (!worked)
            {
                throw trouble;
            }

            Report(trouble.Message);
        }

        timer = time.CreateTimer(_ => Retry(), null, pauses.Next(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>It works.</summary>
    public void Over()
    {
        if (reported is not null)
        {
            reporter.Report(new WorkerEvent.Warned($"Jobs are taken from the queue '{queue}' again."));
        }

        (worked, reported) = (true, null);
        pauses.Reset();
    }

    private void Report(string message)
    {
        if (message != reported)
        {
            reporter.Report(new WorkerEvent.Warned(message));
            reported = message;
        }
    }

    private void Retry()
    {
        Interlocked.Exchange(ref timer, null)?.Dispose();
        wake();
    }
}
