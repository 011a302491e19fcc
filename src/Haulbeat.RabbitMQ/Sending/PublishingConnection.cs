using Haulbeat.RabbitMQ.Connections;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>The connection that messages are published on, opened again when it is needed and gone. Knows when the broker takes no messages (https://www.rabbitmq.com/docs/connection-blocked).</summary>
internal sealed class PublishingConnection(Connector connector, string purpose) : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly SemaphoreSlim gate = new(1);
    private IConnection? current;
    private string? blocked;

    public BrokerAddress Address => connector.Address;

    public TimeProvider Time => connector.Time;

    /// <summary>Why the broker takes no messages at all for now, or null if it does.</summary>
    public string? Blocked => Volatile.Read(ref blocked);

    /// <summary>The open connection; a new one if it is gone.</summary>
    public async Task<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (current is not { IsOpen: true })
            {
                var gone = current;
                current = Watch(await connector.OpenAsync(purpose, cancellationToken).ConfigureAwait(false));
                if (gone is { } old)
                {
                    await Connector.DisposeOfAsync(old).ConfigureAwait(false);
                }
            }

            return current;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A channel for confirmed publishing.</summary>
    public async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        var connection = await GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The client keeps waiting for a channel that it cannot open, cancelled or not, and a blocked broker opens none.
            return await connection.CreateChannelAsync(Confirmed, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (IsBlocked(cancellationToken))
        {
            throw ExplainBlocked(exception, cancellationToken);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, "open a channel", Address, "none");
        }
    }

    /// <summary>Whether a wait was given up while the broker took no messages.</summary>
    public bool IsBlocked(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested && Blocked is not null;

    public OperationCanceledException ExplainBlocked(Exception exception, CancellationToken cancellationToken) =>
        new($"The broker at {Address.Endpoint} takes no messages for now ({Blocked}); gave up waiting. Free memory or disk there.", exception, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (current is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private IConnection Watch(IConnection connection)
    {
        Volatile.Write(ref blocked, null);
        connection.ConnectionBlockedAsync += (_, blocked) => Note(blocked.Reason);
        connection.ConnectionUnblockedAsync += (_, _) => Note(null);
        return connection;

        Task Note(string? reason)
        {
            Volatile.Write(ref blocked, reason);
            return Task.CompletedTask;
        }
    }
}
