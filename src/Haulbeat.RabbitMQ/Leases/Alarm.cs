using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Calls once at a moment of the boot-time clock, unless the moment is changed before. Safe for concurrent use.</summary>
internal sealed class Alarm(TimeProvider time, Action ring) : IDisposable
{
    // A timer cannot be set to weeks ahead, let alone to never. One that comes early is set again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private BootInstant moment = BootInstant.Never;
    private ITimer? timer;
    private bool isDisposed;

    public void At(BootInstant instant)
    {
        lock (gate)
        {
            Set(instant);
        }
    }

    public void NoLaterThan(BootInstant instant)
    {
        lock (gate)
        {
            if (instant < moment)
            {
                Set(instant);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            timer?.Dispose();
        }
    }

    private void Set(BootInstant instant)
    {
        if (isDisposed)
        {
            return;
        }

        moment = instant;
        var wait = instant - BootClock.Now;
        timer ??= time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestWait.Ticks)), Timeout.InfiniteTimeSpan);
    }

    // Timers stand still while the machine sleeps, and may come a little early.
    private void Ring()
    {
        lock (gate)
        {
            if (isDisposed || BootClock.Now < moment)
            {
                Set(moment);
                return;
            }

            moment = BootInstant.Never;
        }

        ring();
    }
}
