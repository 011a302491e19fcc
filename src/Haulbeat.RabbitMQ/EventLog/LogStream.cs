using System.Globalization;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>The stream that holds the log. An existing one is used as it is.</summary>
internal sealed record LogStream
{
    public static LogStream Default { get; } = new();

    public string Name { get; init; } = "haulbeat.events";

    /// <summary>How long an entry is kept at least, as long as <see cref="LargestSize"/> has room.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many bytes the broker keeps, so that the log never fills its disk.</summary>
    public long LargestSize { get; init; } = 1_000_000_000;

    /// <summary>The bytes of one segment: the broker throws away whole segments, and never the last.</summary>
    public long SegmentSize { get; init; } = 10_000_000;

    /// <summary>How long it is followed after the last question: every consumer is sent everything, and its connection costs the broker memory.</summary>
    public TimeSpan ReadingKeptOpen { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Sees to it that the stream exists.</summary>
    /// <returns>Why there is none, or null if there is.</returns>
    /// <exception cref="TransportException">Nobody knows: the connection went, or the stream's node is down, as it is in a broker's first moments.</exception>
    public async Task<string?> EnsureAsync(IConnection connection, BrokerAddress address, QueueDeclaration declare, CancellationToken cancellationToken) =>
        declare == QueueDeclaration.Never
            ? await FindAsync(connection, address, $"The stream '{Name}' does not exist, and nothing is to be declared", cancellationToken)
            : await DeclareAsync(connection, address, Arguments(), cancellationToken) switch
            {
                null => null,
                { Code: BrokerRefusal.AccessRefused } refusal => await FindAsync(connection, address, refusal.Text, cancellationToken),
                { Code: BrokerRefusal.PreconditionFailed } => await ExplainDifferenceAsync(connection, address, cancellationToken),
                var refusal => refusal.Text,
            };

    /// <summary>How it is declared.</summary>
    public Dictionary<string, object?> Arguments() => new(TypeAlone())
    {
        ["x-stream-max-segment-size-bytes"] = SegmentSize,
        ["x-max-length-bytes"] = LargestSize,
        ["x-max-age"] = ((long)Retention.TotalSeconds).ToString(CultureInfo.InvariantCulture) + "s",
    };

    private static Dictionary<string, object?> TypeAlone() => new() { ["x-queue-type"] = "stream" };

    private async Task<string?> FindAsync(IConnection connection, BrokerAddress address, string whyNotMade, CancellationToken cancellationToken)
    {
        try
        {
            return await new QueueDeclarer(address).FindAsync(connection, Name, cancellationToken) is null ? whyNotMade : null;
        }
        catch (TransportException exception) when (exception.Error == TransportError.NotPermitted)
        {
            return exception.Message;
        }
    }

    // Refused for the type if it is no stream, for something else if it is one with other limits.
    private async Task<string?> ExplainDifferenceAsync(IConnection connection, BrokerAddress address, CancellationToken cancellationToken) =>
        await DeclareAsync(connection, address, TypeAlone(), cancellationToken) is { } refusal && refusal.Text.Contains("x-queue-type", StringComparison.Ordinal)
            ? refusal.Text
            : null;

    private async Task<Refusal?> DeclareAsync(IConnection connection, BrokerAddress address, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
            return null;
        }
        catch (OperationInterruptedException exception) when (BrokerRefusal.Code(exception) is { } code and not BrokerRefusal.NotFound && connection.IsOpen)
        {
            return new Refusal(code, BrokerRefusal.Text(exception));
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, $"declare the stream '{Name}'", address, $"configure on '{Name}'");
        }
    }

    private sealed record Refusal(int Code, string Text);
}
