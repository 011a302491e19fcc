using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Says why a message was not taken.</summary>
internal static class PublishFailure
{
    public static bool IsOne(Exception exception, CancellationToken given) => exception is PublishException or ArgumentException || BrokerRefusal.IsClosing(exception, given);

    public static TransportException Explain(Exception exception, Destination destination, int length, BrokerAddress address) => exception switch
    {
        PublishException { IsReturn: true } => new(TransportError.NoSuchQueue, $"The queue '{destination.Queue}' does not exist at the broker at {address.Endpoint}.", exception),
        PublishException => new(TransportError.MessageRefused, $"The broker at {address.Endpoint} did not take the message for the queue '{destination.Queue}': it is full (x-max-length with reject-publish), or has no leader now.", exception),
        ArgumentException => new(TransportError.MessageRefused, $"The message for the queue '{destination.Queue}' fits no AMQP frame: {exception.Message}", exception),
        _ when BrokerRefusal.Code(exception) == BrokerRefusal.PreconditionFailed => new(TransportError.MessageRefused, $"The broker at {address.Endpoint} refuses the message of {length} bytes for the queue '{destination.Queue}': {BrokerRefusal.Text(exception)}. Send a reference to the data instead, or raise the broker's max_message_size.", exception),
        _ => BrokerRefusal.Explain(exception, $"publish to the queue '{destination.Queue}'", address, destination.Permission),
    };
}
