using Haulbeat.RabbitMQ.Connection;
using Haulbeat.Receiving;
using Haulbeat.Reporting;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>What keeps a queue from being used, told once per change, and when to try again.</summary>
internal sealed class QueueTrouble(string queue, IReporter reporter, TimeProvider time, Action wake)
{
    private TimeSpan _delay = Backoff.First;
    private string? _told;
    private bool _worked;
    private ITimer? _timer;

    /// <summary>Whether it is too early to try again.</summary>
    public bool IsWaiting => Volatile.Read(ref _timer) is not null;

    /// <summary>It did not work: tell, and try again after a while. What never worked and cannot mend by itself is thrown.</summary>
    public void Note(TransportException trouble)
    {
        if (trouble.Error != TransportError.ConnectionLost)
        {
            if (!_worked)
            {
                throw trouble;
            }

            Tell(trouble.Message);
        }

        _timer = time.CreateTimer(_ => Retry(), null, _delay, Timeout.InfiniteTimeSpan);
        _delay = _delay * 2 < Backoff.Longest ? _delay * 2 : Backoff.Longest;
    }

    /// <summary>It works.</summary>
    public void Over()
    {
        if (_told is not null)
        {
            reporter.Report(new WorkerEvent.Warned($"Jobs are taken from the queue '{queue}' again."));
        }

        (_worked, _told, _delay) = (true, null, Backoff.First);
    }

    private void Tell(string message)
    {
        if (message != _told)
        {
            reporter.Report(new WorkerEvent.Warned(message));
            _told = message;
        }
    }

    private void Retry()
    {
        Interlocked.Exchange(ref _timer, null)?.Dispose();
        wake();
    }
}
