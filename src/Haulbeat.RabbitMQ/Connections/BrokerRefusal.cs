using Haulbeat.Transports;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>Says what the broker means when it closes a channel or a connection.</summary>
internal static class BrokerRefusal
{
    public const int AccessRefused = 403;
    public const int NotFound = 404;
    public const int ResourceLocked = 405;
    public const int PreconditionFailed = 406;
    public const int NotImplemented = 540;

    /// <summary>The kinds of exception by which the client tells that a channel or connection is closed, or that it waited too long for the broker's answer.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="given">Whose cancellation it is, if not the client's own: that is how it gives up waiting.</param>
    public static bool IsClosing(Exception exception, CancellationToken given) =>
        exception is OperationInterruptedException or ObjectDisposedException or IOException or TimeoutException
        || (exception is OperationCanceledException && !given.IsCancellationRequested);

    public static int? Code(Exception exception) => (exception as OperationInterruptedException)?.ShutdownReason?.ReplyCode;

    /// <summary>The broker's words, or the client's.</summary>
    public static string Text(Exception exception) => exception is OperationCanceledException
        ? "the broker did not answer"
        : (exception as OperationInterruptedException)?.ShutdownReason?.ReplyText ?? exception.Message;

    /// <summary>Whether the broker says that the queue is nowhere, rather than on a node that is down.</summary>
    public static bool IsNoQueue(ShutdownEventArgs? reason) =>
        reason is { ReplyCode: NotFound } && reason.ReplyText.Contains("no queue", StringComparison.Ordinal);

    /// <param name="exception">What the client threw.</param>
    /// <param name="what">What was tried, as in "declare the queue 'films'".</param>
    /// <param name="address">Where.</param>
    /// <param name="permission">The permission that it takes, as in "configure on haulbeat.dead.films".</param>
    public static TransportException Explain(Exception exception, string what, BrokerAddress address, string permission)
    {
        var text = Text(exception);
        return Code(exception) switch
        {
            ResourceLocked => BelongsToAnother(),
            // Somebody consumes it exclusively: no permission helps.
            AccessRefused when text.Contains("in exclusive use", StringComparison.Ordinal) => BelongsToAnother(),
            AccessRefused => New(TransportError.NotPermitted, $"The broker at {address.Endpoint} does not let user '{address.User}' {what}: {text}. It takes the permission: {permission} (rabbitmqctl set_permissions)."),
            NotFound => New(TransportError.NoSuchQueue, $"Could not {what}: {text}."),
            NotImplemented when text.Contains("stream", StringComparison.Ordinal) =>
                New(TransportError.NotPermitted, $"Could not {what}: it is a stream, and what is taken from a stream stays in it. Take a quorum queue."),
            PreconditionFailed or NotImplemented => New(TransportError.NotPermitted, $"The broker at {address.Endpoint} does not {what}: {text}."),
            _ => New(TransportError.ConnectionLost, $"The connection to the broker at {address.Endpoint} went before it could {what}: {text}."),
        };

        TransportException BelongsToAnother() => New(TransportError.NotPermitted, $"Could not {what}: it belongs to another connection or consumer alone: {text}.");

        TransportException New(TransportError error, string message) => new(error, message, exception);
    }
}
