using System.Net.Sockets;
using System.Security.Authentication;
using Haulbeat.Transports;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>Says why a connection did not come about, and what to do.</summary>
internal static class ConnectFailure
{
    public static TransportException Explain(BrokerAddress address, Exception exception, TimeSpan timeout, string? certificateProblem)
    {
        var causes = Causes(exception).ToList();
        return ExplainRefusal(address, causes) ?? (certificateProblem is null
            ? Failed(TransportError.Unreachable, Why(address, causes, timeout))
            : Failed(TransportError.LoginRefused, $"TLS failed: {certificateProblem}."));

        TransportException Failed(TransportError error, string why) => new(error, $"No connection to the broker at {address.Endpoint}: {why}", exception);
    }

    private static TransportException? ExplainRefusal(BrokerAddress address, List<Exception> causes)
    {
        if (causes.OfType<OperationInterruptedException>().FirstOrDefault(cause => cause.ShutdownReason?.ReplyCode == 530) is { } notAllowed)
        {
            return Refused($"does not let user '{address.User}' into the virtual host '{address.VirtualHost}': {notAllowed.ShutdownReason!.ReplyText}. Check the name after the last '/' of the address, or grant access with rabbitmqctl set_permissions.", notAllowed);
        }

        return causes.FirstOrDefault(cause => cause is AuthenticationFailureException or PossibleAuthenticationFailureException) is { } login
            ? Refused($"refused the login of user '{address.User}': no such user, wrong password, or (guest) a user that may only connect from the broker's own machine.", login)
            : null;

        TransportException Refused(string what, Exception cause) => new(TransportError.LoginRefused, $"The broker at {address.Endpoint} {what}", cause);
    }

    private static string Why(BrokerAddress address, List<Exception> causes, TimeSpan timeout)
    {
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return $"TLS failed: {tls.Message} Is this the broker's TLS port (5671 by default)?";
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return $"{socket.Message}. Is the broker running, and are host and port right?";
        }

        return causes.Any(cause => cause is OperationCanceledException or TimeoutException)
            ? $"no answer within {timeout.TotalSeconds:0.#} s. Is it a RabbitMQ broker{(address.Tls ? "" : ", not its TLS port,")} and does the network let us through?"
            : $"{causes[^1].Message.TrimEnd('.')}. Is it a RabbitMQ broker{(address.Tls ? "'s TLS port" : ", and not its TLS port (amqps://)")}?";
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        yield return exception;
        IEnumerable<Exception> inner = exception is AggregateException all ? all.InnerExceptions : exception.InnerException is { } one ? [one] : [];
        foreach (var cause in inner.SelectMany(Causes))
        {
            yield return cause;
        }
    }
}
