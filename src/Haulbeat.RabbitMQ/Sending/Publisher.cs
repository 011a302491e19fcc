using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using Polly;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Publishes messages on a connection of its own, each mandatory and confirmed.</summary>
/// <param name="connector">Opens it.</param>
/// <param name="purpose">What it is for; the broker shows it.</param>
internal sealed class Publisher(Connector connector, string purpose = "sending") : IAsyncDisposable
{
    // The broker closes the channel of a message that it finds too large, and with it whatever else is unconfirmed there. So a large message gets a channel of its own.
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
        var common = body.Length < LargeMessage ? await ChannelAsync(cancellationToken).ConfigureAwait(false) : null;
        try
        {
            if (common is not null)
            {
                await PublishAsync(common, destination, properties, body, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
        catch (TransportException exception) when (exception.InnerException is PublishException { IsReturn: false })
        {
            // A full quorum queue that refused a message of this channel may go on refusing after its limit was lifted: try another channel.
        }

        var own = await OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        await using var ownScope = own.ConfigureAwait(false);
        await PublishAsync(own, destination, properties, body, cancellationToken).ConfigureAwait(false);
        _ = RetireAsync(common);
    }

    /// <summary>Publishes, and gives up when the broker neither confirms nor refuses the message although it blocks nobody: it may have lost it while a queue had no leader.</summary>
    /// <param name="publish">Publishes.</param>
    /// <param name="onBlocked">Told why the broker takes no messages, while it takes none at all.</param>
    /// <param name="timeout">How long to wait; extended after a timeout.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransportException">It was given up; the message may have been stored nonetheless.</exception>
    public async Task WaitForConfirmAsync(Func<CancellationToken, Task> publish, Action<string> onBlocked, ConfirmTimeout timeout, CancellationToken cancellationToken)
    {
        var left = timeout.Current;
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = publish(abandoned.Token);
        while (await Task.WhenAny(publishing, Task.Delay(BetweenLooks, connector.Time, abandoned.Token)).ConfigureAwait(false) != publishing && !cancellationToken.IsCancellationRequested)
        {
            left -= BetweenLooks;
            if (Blocked is { } reason)
            {
                left = timeout.Current;
                onBlocked($"The broker at {Address.Endpoint} takes no messages for now ({reason}). Free memory or disk there.");
            }
            else if (left <= TimeSpan.Zero)
            {
                await abandoned.CancelAsync().ConfigureAwait(false);
                _ = Interlocked.Exchange(ref shared, null)?.DisposeAsync().AsTask();
                throw Forgotten(timeout);
            }
        }

        await abandoned.CancelAsync().ConfigureAwait(false);
        await publishing.ConfigureAwait(false);
    }

    /// <summary>Publishes to the queue on the given channel.</summary>
    public Task PublishAsync(IChannel channel, string queue, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        PublishAsync(channel, Destination.Of(queue), properties, body, cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task PublishAsync(IChannel channel, Destination destination, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await again.ExecuteAsync(async token => await channel.BasicPublishAsync(destination.Exchange, destination.Key, mandatory: true, properties, body, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (connection.IsBlocked(cancellationToken))
        {
            throw connection.ExplainBlocked(exception, cancellationToken);
        }
        catch (Exception exception) when (exception is PublishException or ArgumentException || BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw destination.Explain(exception, body.Length, Address);
        }
    }

    private TransportException Forgotten(ConfirmTimeout timeout)
    {
        var waited = timeout.Current;
        timeout.Extend();
        return new TransportException(TransportError.ConnectionLost, $"The broker at {Address.Endpoint} neither confirmed nor refused a message within {waited.TotalSeconds:0} s.");
    }

    // Others may wait for confirms on it. It is closed once those have come.
    private async Task RetireAsync(IChannel? stale)
    {
        if (stale is not null && Interlocked.CompareExchange(ref shared, null, stale) == stale)
        {
            await Task.Delay(ConfirmTimeout.Shortest, connector.Time).ConfigureAwait(false);
            await stale.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<IChannel> ChannelAsync(CancellationToken cancellationToken)
    {
        if (shared is { IsOpen: true } open)
        {
            return open;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return shared is { IsOpen: true } opened ? opened : shared = await OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
