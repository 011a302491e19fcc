using System.Globalization;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Checks of what kind a queue is. AMQP can't ask for it. But when a queue is declared again, which changes nothing, the broker names the first difference (https://www.rabbitmq.com/docs/queues#property-equivalence).</summary>
internal sealed class QueueKindCheck(IConnection connection, BrokerVersion version)
{
    // Nobody reaches a limit as large as this.
    private const long Harmless = 10_000;

    private const string Limit = "x-delivery-limit";
    private const string DeadLetterExchange = "x-dead-letter-exchange";

    public async Task<Check> RunAsync(string queue, CancellationToken cancellationToken)
    {
        var arguments = QueueDeclarer.QuorumArguments();
        var difference = await DifferenceAsync(queue, arguments, cancellationToken).ConfigureAwait(false);
        if (ReadLimit(difference) is not { } limit)
        {
            return Judge(queue, difference);
        }

        arguments[Limit] = limit;
        var other = await DifferenceAsync(queue, arguments, cancellationToken).ConfigureAwait(false);
        return HasDeadLetterExchange(other) ? Judge(queue, other) : JudgeLimit(queue, limit, other is null);
    }

    private async Task<string?> DifferenceAsync(string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var channelScope = channel.ConfigureAwait(false);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            return BrokerRefusal.Text(exception);
        }
    }

    // … inequivalent arg 'x-delivery-limit' for queue 'films' in vhost '/': received none but current is the value '5' of type 'long'
    private static long? ReadLimit(string? difference) =>
        difference?.Contains($"'{Limit}'", StringComparison.Ordinal) == true && difference.Split("the value '") is [.., var value]
        && long.TryParse(value.Split('\'')[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    private static bool HasDeadLetterExchange(string? difference) => difference?.Contains($"'{DeadLetterExchange}'", StringComparison.Ordinal) == true;

    private Check Judge(string queue, string? difference) => difference switch
    {
        null => version.HasDefaultDeliveryLimit
            ? Warning($"'{queue}' is a durable quorum queue without a delivery limit of its own. From 4.0 on, the broker discards a job whose connection was lost about 20 times: set x-delivery-limit, or a dead-letter exchange, by a policy.")
            : Good($"'{queue}' is a durable quorum queue as Haulbeat declares it."),
        _ when difference.StartsWith("ACCESS_REFUSED", StringComparison.Ordinal) => Warning($"It takes the permission to configure '{queue}' to find out what kind of queue it is."),
        _ when HasDeadLetterExchange(difference) => Good($"'{queue}' has an {DeadLetterExchange}: a job that is delivered too often goes there."),
        _ when difference.Contains("stream", StringComparison.Ordinal) => new("queue kind", CheckVerdict.Bad, $"'{queue}' is a stream: a message that is read from it stays in it, so its jobs would be run again and again. Use a quorum queue."),
        _ when difference.Contains("'auto_delete'", StringComparison.Ordinal) => new("queue kind", CheckVerdict.Bad, $"'{queue}' is deleted with its last consumer (auto-delete), and workers do not consume while all their slots are taken: the jobs that wait in it are lost then. Declare it again without auto-delete."),
        _ when difference.Contains("'durable'", StringComparison.Ordinal) => Warning($"'{queue}' is not durable: a restart of the broker removes it with all its jobs."),
        _ => Warning($"'{queue}' differs from how Haulbeat would declare it, and is used as it is: {difference}."),
    };

    private static Check JudgeLimit(string queue, long limit, bool isAllThereIs) => limit is < 0 or >= Harmless
        ? Good($"'{queue}' is a quorum queue that delivers a job {(limit < 0 ? "without limit" : $"up to {limit} times")}.")
        : Warning($"'{queue}' discards a job that was delivered more than {limit} times (its {Limit}), lost connections included, and {(isAllThereIs ? "has" : "may have")} no {DeadLetterExchange}. Set one by a policy, or raise the limit.");

    private static Check Good(string message) => new("queue kind", CheckVerdict.Good, message);

    private static Check Warning(string message) => new("queue kind", CheckVerdict.Warning, message);
}
