using Haulbeat.Transports;

namespace Haulbeat.Lab.Brokers;

/// <summary>An installed rabbitmq-server that can be started without being a service.</summary>
/// <param name="Program">The program's path.</param>
internal sealed record RabbitMQServer(string Program)
{
    private const string FolderVariable = "HAULBEAT_RABBITMQ_BIN";

    // Debian's /usr/sbin/rabbitmq-server switches to the user rabbitmq, who cannot write to the lab's folders. This one does not.
    private const string DebianFolder = "/usr/lib/rabbitmq/bin";
    private const string Name = "rabbitmq-server";

    /// <exception cref="TransportException">There is none.</exception>
    public static RabbitMQServer Find(Func<string, string?> environment) => environment(FolderVariable) switch
    {
        null or "" => (environment("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Prepend(DebianFolder).Select(In).OfType<RabbitMQServer>().FirstOrDefault()
            ?? throw new TransportException(TransportError.Unreachable, $"The lab needs a RabbitMQ broker, and {Name} is not installed. Run `docker run --rm -p 5672:5672 rabbitmq` and give --broker amqp://localhost, or run `apt install {Name}`: the lab then starts its own."),
        var folder => In(folder)
            ?? throw new TransportException(TransportError.Unreachable, $"{FolderVariable} names the folder {folder}, which has no {Name}. Correct it, or unset it."),
    };

    /// <summary>Writes the configuration of a node.</summary>
    public static void Configure(string folder, int port, TimeSpan? ackTimeout)
    {
        Directory.CreateDirectory(folder + "/data");
        Directory.CreateDirectory(folder + "/log");
        var timeout = ackTimeout is { } time ? FormattableString.Invariant($"consumer_timeout = {(long)time.TotalMilliseconds}\n") : "";
        File.WriteAllText(folder + "/rabbitmq.conf", $"listeners.tcp.default = 127.0.0.1:{port}\n{timeout}");

        // Up to 4.2 the broker checks the ack timeout only once per channel tick, by default each minute.
        File.WriteAllText(folder + "/advanced.config", ackTimeout is null ? "[].\n" : "[{rabbit, [{channel_tick_interval, 1000}]}].\n");
    }

    /// <summary>The environment of a node.</summary>
    public static Dictionary<string, string?> Variables(string folder, BrokerPorts ports) => new(StringComparer.Ordinal)
    {
        ["HOME"] = folder,
        ["RABBITMQ_NODENAME"] = $"haulbeat-lab-{ports.Amqp}@localhost",
        ["RABBITMQ_DIST_PORT"] = $"{ports.Distribution}",
        ["ERL_EPMD_PORT"] = $"{ports.Mapper}",
        ["ERL_FLAGS"] = null,
        ["ERL_CRASH_DUMP"] = folder + "/erl_crash.dump",
        ["RABBITMQ_CONF_ENV_FILE"] = folder + "/none",
        ["RABBITMQ_CONFIG_FILE"] = folder + "/rabbitmq.conf",
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = folder + "/advanced.config",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder + "/plugins",
        ["RABBITMQ_PID_FILE"] = folder + "/pid",
        ["RABBITMQ_MNESIA_BASE"] = folder + "/data",
        ["RABBITMQ_LOG_BASE"] = folder + "/log",
        ["RABBITMQ_LOGS"] = folder + "/log/broker.log",
    };

    private static RabbitMQServer? In(string folder) => Path.Combine(folder, Name) is var program && File.Exists(program) ? new RabbitMQServer(program) : null;
}
