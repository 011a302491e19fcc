using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Publishes to the log, many at once. A channel of its own: a stream without a leader must not hold up jobs.</summary>
internal sealed class LogChannel(Publisher publisher, LogStream stream, LogOutage outage, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LongestConfirm = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private IChannel? current;

    /// <summary>RequeuedJobs once the broker has it. Waits while the broker takes no messages at all.</summary>
    /// <exception cref="TransportException">The broker does not take it, or nobody knows.</exception>
    public async Task PublishAsync(BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var channel = await ChannelAsync(cancellationToken);
        var publishing = publisher.PublishAsync(channel, stream.Name, properties, body, cancellationToken);
        while (!await IsDoneAsync(publishing, cancellationToken))
        {
            if (publisher.Blocked is null)
            {
                _ = channel.DisposeAsync().AsTask();
                var silence = $"neither confirmed nor refused an entry within {LongestConfirm.TotalSeconds:0} s";
                outage.OnSilence($"it {silence}");
                throw new TransportException(TransportError.ConnectionLost, $"The log at the broker at {publisher.Address.Endpoint} {silence}.");
            }
        }

        await publishing;
        outage.OnAnswer();
    }

    public async ValueTask DisposeAsync()
    {
        if (current is { } channel)
        {
            await channel.DisposeAsync();
        }

        gate.Dispose();
    }

    private async Task<bool> IsDoneAsync(Task publishing, CancellationToken cancellationToken)
    {
        await publishing.WaitAsync(LongestConfirm, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return publishing.IsCompleted;
    }

    private async Task<IChannel> ChannelAsync(CancellationToken cancellationToken)
    {
        if (current is { IsOpen: true } open)
        {
            return open;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return current is { IsOpen: true } opened ? opened : current = await publisher.OpenChannelAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }
}
