using Haulbeat.Transports;

namespace Haulbeat.Lab.Brokers;

/// <summary>Finds a rabbitmq-server that can be started without being a service.</summary>
internal static class RabbitInstallation
{
    public const string Variable = "HAULBEAT_RABBITMQ_BIN";

    // Debian's /usr/sbin/rabbitmq-server becomes the user rabbitmq, who may not write our folders; the one here does not.
    private const string Packaged = "/usr/lib/rabbitmq/bin";
    private const string Server = "rabbitmq-server";

    /// <exception cref="TransportException">There is none.</exception>
    public static string Find(Func<string, string?> environment) => Named(environment) ?? Folders(environment("PATH")).FirstOrDefault(HasServer)
        ?? throw new TransportException(TransportError.Unreachable, $"The lab needs a RabbitMQ broker, and no {Server} is installed. Either `docker run --rm -p 5672:5672 rabbitmq` and --broker amqp://localhost, or `apt install {Server}`: then the lab starts one of its own.");

    private static string? Named(Func<string, string?> environment) => environment(Variable) switch
    {
        null or "" => null,
        var folder when HasServer(folder) => folder,
        var folder => throw new TransportException(TransportError.Unreachable, $"{Variable} names the folder {folder}, but there is no {Server} in it."),
    };

    private static IEnumerable<string> Folders(string? path) => (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Prepend(Packaged);

    private static bool HasServer(string folder) => File.Exists(Path.Combine(folder, Server));
}
