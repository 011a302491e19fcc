using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Waits until a job may be begun without anybody else running it.</summary>
internal sealed class SafeStart(WorkerLeases office)
{
    private readonly ConsumingConnection consuming = office.Consuming;
    private int isWaitTold;

    /// <summary>Nobody proves that we live while no job runs: the newest proof may be old, and a job must not start on borrowed time.</summary>
    /// <returns>False if the message is not ours any more.</returns>
    public async Task<bool> IsSafeAsync(ReceivedMessage received)
    {
        while (received.Session.IsAlive && consuming.SafeUntil - BootClock.Now < consuming.RenewEvery * 2)
        {
            try
            {
                await consuming.ProveAsync(CancellationToken.None);
            }
            catch (TransportException)
            {
                // Either the next try succeeds or the session ends.
                await Task.Delay(Backoff.First, consuming.Time);
            }
        }

        return received.Session.IsAlive;
    }

    /// <summary>The sender's message was handed out before. Who had it may be frozen and not know that it lost its connection: its run lasts no longer than its last proof.</summary>
    /// <remarks>Of what we had ourselves we know when nothing of it runs any more.</remarks>
    public async Task WaitForSilentHolderAsync(ReceivedMessage received, JobMessage message, CancellationToken stop)
    {
        var wait = SilenceLimit.Of(consuming.Heartbeat) - (BootClock.Now - received.ReceivedAt);
        var over = office.Registry.WhenOver(message.Key);
        if (over is null && wait > TimeSpan.Zero)
        {
            TellOnce(message, wait);
        }

        var silence = Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, consuming.Time, stop);
        var gone = received.Session.Lost.IsCancellationRequested ? Task.CompletedTask : GoneAsync(received.Session);
        await await Task.WhenAny(silence, gone, over ?? silence);
    }

    private void TellOnce(JobMessage message, TimeSpan wait)
    {
        if (Interlocked.Exchange(ref isWaitTold, 1) == 0)
        {
            office.Reporter.Report(new WorkerEvent.Warned($"Job {message.Job.Id} was handed to somebody before who may still run it: it begins in {wait.TotalSeconds:0} s, and each other such job waits as long in its slot. A shorter heartbeat (?heartbeat=SECONDS in the broker's address) makes the wait shorter."));
        }
    }

    private static async Task GoneAsync(ChannelSession session)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = session.Lost.UnsafeRegister(_ => gone.TrySetResult(), null);
        await gone.Task;
    }
}
