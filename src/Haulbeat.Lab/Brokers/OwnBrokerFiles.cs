namespace Haulbeat.Lab.Brokers;

/// <summary>What a broker of the lab's own is told.</summary>
internal static class OwnBrokerFiles
{
    /// <summary>Writes its configuration.</summary>
    public static void Write(string folder, int port, TimeSpan? ackTimeout)
    {
        Directory.CreateDirectory(folder + "/data");
        Directory.CreateDirectory(folder + "/log");
        var timeout = ackTimeout is { } time ? FormattableString.Invariant($"consumer_timeout = {(long)time.TotalMilliseconds}\n") : "";
        File.WriteAllText(folder + "/rabbitmq.conf", $"listeners.tcp.default = 127.0.0.1:{port}\n{timeout}");

        // Up to 4.2 the ack timeout is looked at only once a minute.
        File.WriteAllText(folder + "/advanced.config", ackTimeout is null ? "[].\n" : "[{rabbit, [{channel_tick_interval, 1000}]}].\n");
    }

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
}
