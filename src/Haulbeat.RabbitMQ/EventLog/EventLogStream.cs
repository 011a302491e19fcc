using System.Globalization;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>The stream that holds the event log. An existing one is used as it is.</summary>
internal sealed record EventLogStream
{
    /// <summary>What it means to have no event log.</summary>
    public const string CostOfAbsence = "Without it, `status` knows a job only on the machine that runs it, and a job may be run again, or twice, when its acknowledgement is lost or two messages stand for it.";

    /// <summary>How to get one.</summary>
    public const string Remedy = "The log takes RabbitMQ 3.9 or later and the permissions to configure and to read the stream; or have the stream made beforehand (durable, x-queue-type stream).";

    public static EventLogStream Default { get; } = new();

    public string Name { get; init; } = "haulbeat.events";

    /// <summary>How long an entry is kept at least, as long as <see cref="LargestSize"/> has room.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many bytes the broker keeps, so that the log never fills the disk.</summary>
    public long LargestSize { get; init; } = 1_000_000_000;

    /// <summary>The bytes of one segment. The broker discards whole segments, and never the last: https://www.rabbitmq.com/docs/streams#retention.</summary>
    public long SegmentSize { get; init; } = 10_000_000;

    /// <summary>How long a reader goes on consuming after it was last asked: the broker sends every consumer everything, and its connection takes memory there.</summary>
    public TimeSpan ReadingKeptOpen { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Declares the stream if it does not exist.</summary>
    /// <returns>Why there is none, or null if there is.</returns>
    /// <exception cref="TransportException">Nobody knows: the connection was lost, or the stream's node is down, as it is in a broker's first moments.</exception>
    public async Task<string?> EnsureAsync(IConnection connection, BrokerAddress address, QueueDeclaration declare, CancellationToken cancellationToken) =>
        declare == QueueDeclaration.Never
            ? await FindAsync(connection, address, $"The stream '{Name}' does not exist, and nothing is to be declared", cancellationToken).ConfigureAwait(false)
            : await DeclareAsync(connection, address, Arguments(), cancellationToken).ConfigureAwait(false) switch
            {
                null => null,
                { Code: BrokerRefusal.AccessRefused } refusal => await FindAsync(connection, address, refusal.Text, cancellationToken).ConfigureAwait(false),
                { Code: BrokerRefusal.PreconditionFailed } => await ExplainDifferenceAsync(connection, address, cancellationToken).ConfigureAwait(false),
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
            return await new QueueDeclarer(address).FindAsync(connection, Name, cancellationToken).ConfigureAwait(false) is null ? whyNotMade : null;
        }
        catch (TransportException exception) when (exception.Error == TransportError.NotPermitted)
        {
            return exception.Message;
        }
    }

    // The broker names the first argument that differs: the type if the queue is no stream, another one if it is a stream with other limits (https://www.rabbitmq.com/docs/queues#property-equivalence).
    private async Task<string?> ExplainDifferenceAsync(IConnection connection, BrokerAddress address, CancellationToken cancellationToken) =>
        await DeclareAsync(connection, address, TypeAlone(), cancellationToken).ConfigureAwait(false) is { } refusal && refusal.Text.Contains("x-queue-type", StringComparison.Ordinal)
            ? refusal.Text
            : null;

    private async Task<Refusal?> DeclareAsync(IConnection connection, BrokerAddress address, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var channelScope = channel.ConfigureAwait(false);
            await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
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
