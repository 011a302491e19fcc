using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A message that a call is to make a delivery of.</summary>
internal sealed class Incoming(ReceivedMessage message)
{
    private Task<LeaseSession?>? starting;

    /// <summary>Whether it can still become a delivery, or has to be watched.</summary>
    public bool IsAlive => starting is not null || message.Session.IsAlive;

    /// <summary>The delivery; null if the message is not to be run. What an earlier call began goes on.</summary>
    public Task<LeaseSession?> StartAsync(Func<ReceivedMessage, Task<LeaseSession?>> start) => starting ??= start(message);

    /// <summary>Gives the job back.</summary>
    public Task RequeueAsync() => starting is null ? message.RequeueAsync() : RequeueStartedAsync(starting);

    private static async Task RequeueStartedAsync(Task<LeaseSession?> starting)
    {
        if (await starting.ConfigureAwait(false) is { } delivery)
        {
            await delivery.SettleAsync(new Settlement.Requeue(), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
