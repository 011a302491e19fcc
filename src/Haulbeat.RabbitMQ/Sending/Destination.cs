using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Where a message is published to.</summary>
/// <param name="Exchange">The exchange; empty for the default exchange, which routes to the queue that the key names.</param>
/// <param name="Key">The routing key.</param>
/// <param name="Queue">The queue that it must reach.</param>
internal readonly record struct Destination(string Exchange, string Key, string Queue)
{
    private string Permission => $"write on {(Exchange.Length == 0 ? "amq.default" : $"'{Exchange}'")}";

    public static Destination Of(string queue) => new("", queue, queue);

    /// <summary>Says why the broker did not take a message for here.</summary>
    public TransportException Explain(Exception exception, int length, BrokerAddress address) => exception switch
    {
        PublishException { IsReturn: true } => new(TransportError.NoSuchQueue, $"The queue '{Queue}' does not exist at the broker at {address.Endpoint}.", exception),
        PublishException => new(TransportError.MessageRefused, $"The broker at {address.Endpoint} did not take the message for the queue '{Queue}': it is full (x-max-length with reject-publish), or has no leader now.", exception),
        ArgumentException => new(TransportError.MessageRefused, $"The message for the queue '{Queue}' fits no AMQP frame: {exception.Message}", exception),
        _ when BrokerRefusal.Code(exception) == BrokerRefusal.PreconditionFailed => new(TransportError.MessageRefused, $"The broker at {address.Endpoint} refuses the message of {length} bytes for the queue '{Queue}': {BrokerRefusal.Text(exception)}. Send a reference to the data instead, or raise the broker's max_message_size.", exception),
        _ => BrokerRefusal.Explain(exception, $"publish to the queue '{Queue}'", address, Permission),
    };
}
