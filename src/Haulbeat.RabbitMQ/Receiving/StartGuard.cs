using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Waits until a job can be started while nobody else runs it.</summary>
internal sealed class StartGuard(LeaseContext leases)
{
    private readonly ConsumingConnection consuming = leases.Consuming;
    private int isWaitReported;

    /// <summary>Makes sure that the newest liveness probe is young: a job must not start when its unacked message may soon be handed to somebody else.</summary>
    /// <returns>False if the message can't be settled any more.</returns>
    public async Task<bool> IsSafeAsync(ReceivedMessage received)
    {
        while (received.Session.IsAlive && consuming.SafeUntil - BootClock.Now < consuming.ProbeEvery * 2)
        {
            try
            {
                await consuming.ProbeAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (TransportException)
            {
                // Either the next try succeeds or the session ends.
                await Task.Delay(Backoff.First, consuming.Time).ConfigureAwait(false);
            }
        }

        return received.Session.IsAlive;
    }

    /// <summary>Waits because the sender's message was delivered before. Its earlier owner may be frozen and not know that it lost the connection: its run lasts until its last probe runs out.</summary>
    /// <remarks>If this worker had the message itself, it waits until nothing of the job runs here any more.</remarks>
    public async Task WaitForSilentOwnerAsync(ReceivedMessage received, JobMessage message, CancellationToken stop)
    {
        var wait = SilenceLimit.Of(consuming.Heartbeat) - (BootClock.Now - received.ReceivedAt);
        var over = leases.Table.WhenOver(message.Key);
        if (over is null && wait > TimeSpan.Zero)
        {
            ReportOnce(message, wait);
        }

        var silence = Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, consuming.Time, stop);
        var lost = received.Session.Lost.IsCancellationRequested ? Task.CompletedTask : WhenLostAsync(received.Session);
        await (await Task.WhenAny(silence, lost, over ?? silence).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private void ReportOnce(JobMessage message, TimeSpan wait)
    {
        if (Interlocked.Exchange(ref isWaitReported, 1) == 0)
        {
            leases.Reporter.Report(new WorkerEvent.Warned($"Job {message.Job.Id} was handed to somebody before who may still run it: it begins in {wait.TotalSeconds:0} s, and each other such job waits as long in its slot. A shorter heartbeat (?heartbeat=SECONDS in the broker's address) makes the wait shorter."));
        }
    }

    private static async Task WhenLostAsync(ChannelSession session)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = session.Lost.UnsafeRegister(_ => lost.TrySetResult(), null).ConfigureAwait(false);
        await lost.Task.ConfigureAwait(false);
    }
}
