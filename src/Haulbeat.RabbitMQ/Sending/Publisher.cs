using Haulbeat.RabbitMQ.Connection;
using Haulbeat.Receiving;
using Polly;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Publishes to queues, each message persistent, mandatory and confirmed. Opens its connection again when it is needed and gone.</summary>
internal sealed class Publisher(Connector connector) : IAsyncDisposable
{
    // One that the broker finds too large costs it the channel, and whatever else is unconfirmed there: large ones go alone.
    private const int LargeMessage = 1024 * 1024;

    private static readonly TimeSpan LongestConfirm = TimeSpan.FromSeconds(10);

    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly ResiliencePipeline again = Backoff.AfterNack(connector.Time);
    private readonly SemaphoreSlim gate = new(1);
    private IConnection? current;
    private IChannel? shared;
    private string? blocked;

    public BrokerAddress Address => connector.Address;

    /// <summary>The open connection; a new one if it is gone.</summary>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await ConnectInsideAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Publishes to the queue and returns once the broker has taken responsibility.</summary>
    public async Task PublishAsync(string queue, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var common = body.Length < LargeMessage ? await ChannelAsync(cancellationToken) : null;
        try
        {
            if (common is not null)
            {
                await PublishAsync(common, queue, properties, body, cancellationToken);
                return;
            }
        }
        catch (TransportException exception) when (exception.InnerException is PublishException { IsReturn: false })
        {
            // To a channel that it once refused, a full quorum queue may go on refusing though its limit was lifted: ask on another.
        }

        await using var own = await OpenChannelAsync(cancellationToken);
        await PublishAsync(own, queue, properties, body, cancellationToken);
        _ = RetireAsync(common);
    }

    /// <summary>Gives up on a publication that the broker neither confirms nor refuses although it blocks nobody: it may have forgotten it while a queue had no leader.</summary>
    /// <param name="publish">Publishes.</param>
    /// <param name="onBlocked">Told while the broker takes no messages at all, and why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransportException">It was given up; the message may have been stored nonetheless.</exception>
    public async Task GiveUpWhenForgottenAsync(Func<CancellationToken, Task> publish, Action<string> onBlocked, CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = publish(abandoned.Token);
        while (await Task.WhenAny(publishing, Task.Delay(LongestConfirm, connector.Time, abandoned.Token)) != publishing && !cancellationToken.IsCancellationRequested)
        {
            if (Volatile.Read(ref blocked) is { } reason)
            {
                onBlocked($"The broker at {Address.Endpoint} takes no messages for now ({reason}). Free memory or disk there.");
            }
            else
            {
                await abandoned.CancelAsync();
                _ = Interlocked.Exchange(ref shared, null)?.DisposeAsync().AsTask();
                throw new TransportException(TransportError.ConnectionLost, $"The broker at {Address.Endpoint} neither confirmed nor refused a message within {LongestConfirm.TotalSeconds:0} s.");
            }
        }

        await abandoned.CancelAsync();
        await publishing;
    }

    /// <summary>A channel for confirmed publishing.</summary>
    public async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        return await OpenChannelAsync(connection, cancellationToken);
    }

    /// <summary>Publishes on the given channel.</summary>
    public async Task PublishAsync(IChannel channel, string queue, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await again.ExecuteAsync(async token => await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, token), cancellationToken);
        }
        catch (OperationCanceledException exception) when (IsBlocked(cancellationToken))
        {
            throw Blocked(exception, cancellationToken);
        }
        catch (Exception exception) when (PublishFailure.IsOne(exception))
        {
            throw PublishFailure.Explain(exception, queue, body.Length, Address);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (current is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    // Others may wait for confirms on it: it is closed once those have come.
    private async Task RetireAsync(IChannel? stale)
    {
        if (stale is not null && Interlocked.CompareExchange(ref shared, null, stale) == stale)
        {
            await Task.Delay(LongestConfirm, connector.Time);
            await stale.DisposeAsync();
        }
    }

    private async Task<IChannel> ChannelAsync(CancellationToken cancellationToken)
    {
        if (shared is { IsOpen: true } open)
        {
            return open;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (shared is not { IsOpen: true })
            {
                shared = await OpenChannelAsync(await ConnectInsideAsync(cancellationToken), cancellationToken);
            }

            return shared;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<IChannel> OpenChannelAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            // The client holds on to a channel that it cannot open, cancelled or not, and a blocked broker opens none.
            return await connection.CreateChannelAsync(Confirmed, CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException exception) when (IsBlocked(cancellationToken))
        {
            throw Blocked(exception, cancellationToken);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception))
        {
            throw BrokerRefusal.Explain(exception, "open a channel", Address, "none");
        }
    }

    private bool IsBlocked(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested && Volatile.Read(ref blocked) is not null;

    private OperationCanceledException Blocked(Exception exception, CancellationToken cancellationToken) =>
        new($"The broker at {Address.Endpoint} takes no messages for now ({blocked}); gave up waiting. Free memory or disk there.", exception, cancellationToken);

    private async Task<IConnection> ConnectInsideAsync(CancellationToken cancellationToken)
    {
        if (current is not { IsOpen: true })
        {
            var gone = current;
            current = Watch(await connector.OpenAsync("sending", cancellationToken));
            await (gone?.DisposeAsync() ?? default);
        }

        return current;
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
