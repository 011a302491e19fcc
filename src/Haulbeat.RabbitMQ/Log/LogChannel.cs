using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Receiving;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.RabbitMQ.Log;

/// <summary>Publishes to the log, many at once. A channel of its own: a stream without a leader must not hold up jobs.</summary>
internal sealed class LogChannel(Publisher publisher, LogStream stream, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LongestConfirm = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private IConnection? watched;
    private IChannel? current;
    private volatile bool isBlocked;

    /// <summary>Returns once the broker has it. Waits while the broker takes no messages at all.</summary>
    /// <exception cref="TransportException">The broker does not take it, or nobody knows.</exception>
    public async Task PublishAsync(BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var channel = await ChannelAsync(cancellationToken);
        var publishing = publisher.PublishAsync(channel, stream.Name, properties, body, cancellationToken);
        while (!await IsDoneAsync(publishing, cancellationToken))
        {
            if (!isBlocked)
            {
                _ = channel.DisposeAsync().AsTask();
                throw new TransportException(TransportError.ConnectionLost, $"The broker at {publisher.Address.Endpoint} neither confirmed nor refused an entry of the log within {LongestConfirm.TotalSeconds:0} s.");
            }
        }

        await publishing;
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
            if (current is not { IsOpen: true })
            {
                Watch(await publisher.ConnectAsync(cancellationToken));
                current = await publisher.OpenChannelAsync(cancellationToken);
            }

            return current;
        }
        finally
        {
            gate.Release();
        }
    }

    private void Watch(IConnection connection)
    {
        if (connection != watched)
        {
            watched = connection;
            isBlocked = false;
            connection.ConnectionBlockedAsync += (_, _) => Note(true);
            connection.ConnectionUnblockedAsync += (_, _) => Note(false);
        }

        Task Note(bool blocked)
        {
            isBlocked = blocked;
            return Task.CompletedTask;
        }
    }
}
