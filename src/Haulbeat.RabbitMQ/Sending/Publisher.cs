using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using Polly;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Publishes messages, each persistent, mandatory and confirmed, on a connection of its own.</summary>
/// <param name="connector">Opens it.</param>
/// <param name="purpose">What it is for; the broker shows it.</param>
internal sealed class Publisher(Connector connector, string purpose = "sending") : IAsyncDisposable
{
    // One that the broker finds too large costs it the channel, and whatever else is unconfirmed there: large ones go alone.
    private const int LargeMessage = 1024 * 1024;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly PublishingConnection connection = new(connector, purpose);
    private readonly ResiliencePipeline again = Backoff.AfterNack(connector.Time);
    private readonly SemaphoreSlim gate = new(1);
    private IChannel? shared;

    public BrokerAddress Address => connector.Address;

    /// <summary>Why the broker takes no messages at all for now, or null if it does.</summary>
    public string? Blocked => connection.Blocked;

    /// <summary>The open connection; a new one if it is gone.</summary>
    public Task<IConnection> ConnectAsync(CancellationToken cancellationToken) => connection.GetAsync(cancellationToken);

    /// <summary>A channel for confirmed publishing.</summary>
    public Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken) => connection.OpenChannelAsync(cancellationToken);

    /// <summary>Publishes to the queue and returns once the broker has taken responsibility.</summary>
    public Task PublishAsync(string queue, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        PublishAsync(Destination.Of(queue), properties, body, cancellationToken);

    /// <summary>Publishes and returns once the broker has taken responsibility.</summary>
    public async Task PublishAsync(Destination destination, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var common = body.Length < LargeMessage ? await ChannelAsync(cancellationToken) : null;
        try
        {
            if (common is not null)
            {
                await PublishAsync(common, destination, properties, body, cancellationToken);
                return;
            }
        }
        catch (TransportException exception) when (exception.InnerException is PublishException { IsReturn: false })
        {
            // To a channel that it once refused, a full quorum queue may go on refusing though its limit was lifted: ask on another.
        }

        await using var own = await OpenChannelAsync(cancellationToken);
        await PublishAsync(own, destination, properties, body, cancellationToken);
        _ = RetireAsync(common);
    }

    /// <summary>Gives up on a publication that the broker neither confirms nor refuses although it blocks nobody: it may have forgotten it while a queue had no leader.</summary>
    /// <param name="publish">Publishes.</param>
    /// <param name="onBlocked">Told while the broker takes no messages at all, and why.</param>
    /// <param name="patience">For how long, longer the next time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransportException">It was given up; the message may have been stored nonetheless.</exception>
    public async Task GiveUpWhenForgottenAsync(Func<CancellationToken, Task> publish, Action<string> onBlocked, Patience patience, CancellationToken cancellationToken)
    {
        var left = patience.Now;
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = publish(abandoned.Token);
        while (await Task.WhenAny(publishing, Task.Delay(BetweenLooks, connector.Time, abandoned.Token)) != publishing && !cancellationToken.IsCancellationRequested)
        {
            left -= BetweenLooks;
            if (Blocked is { } reason)
            {
                left = patience.Now;
                onBlocked($"The broker at {Address.Endpoint} takes no messages for now ({reason}). Free memory or disk there.");
            }
            else if (left <= TimeSpan.Zero)
            {
                await abandoned.CancelAsync();
                _ = Interlocked.Exchange(ref shared, null)?.DisposeAsync().AsTask();
                throw Forgotten(patience);
            }
        }

        await abandoned.CancelAsync();
        await publishing;
    }

    /// <summary>Publishes to the queue on the given channel.</summary>
    public Task PublishAsync(IChannel channel, string queue, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        PublishAsync(channel, Destination.Of(queue), properties, body, cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task PublishAsync(IChannel channel, Destination destination, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await again.ExecuteAsync(async token => await channel.BasicPublishAsync(destination.Exchange, destination.Key, mandatory: true, properties, body, token), cancellationToken);
        }
        catch (OperationCanceledException exception) when (connection.IsBlocked(cancellationToken))
        {
            throw connection.ExplainBlocked(exception, cancellationToken);
        }
        catch (Exception exception) when (PublishFailure.IsOne(exception, cancellationToken))
        {
            throw PublishFailure.Explain(exception, destination, body.Length, Address);
        }
    }

    private TransportException Forgotten(Patience patience)
    {
        var waited = patience.Now;
        patience.Grow();
        return new TransportException(TransportError.ConnectionLost, $"The broker at {Address.Endpoint} neither confirmed nor refused a message within {waited.TotalSeconds:0} s.");
    }

    // Others may wait for confirms on it: it is closed once those have come.
    private async Task RetireAsync(IChannel? stale)
    {
        if (stale is not null && Interlocked.CompareExchange(ref shared, null, stale) == stale)
        {
            await Task.Delay(Patience.Shortest, connector.Time);
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
            return shared is { IsOpen: true } opened ? opened : shared = await OpenChannelAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }
}
