using System.Globalization;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>Where the broker is and who we are there. Its text never holds the password.</summary>
internal sealed class BrokerAddress
{
    public static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(10);

    private const string Form = "Expected amqp[s]://USER:PASSWORD@HOST:PORT/VHOST?heartbeat=SECONDS, with special characters in USER, PASSWORD and VHOST percent-encoded.";

    private BrokerAddress(Uri uri)
    {
        Tls = uri.Scheme == "amqps";
        Host = uri.IdnHost;
        Port = uri.Port > 0 ? uri.Port : Tls ? 5671 : 5672;
        var login = uri.UserInfo.Split(':', 2);
        User = login[0].Length == 0 ? "guest" : Uri.UnescapeDataString(login[0]);
        Password = login.Length == 2 ? Uri.UnescapeDataString(login[1]) : "guest";
        VirtualHost = uri.AbsolutePath.Length <= 1 ? "/" : Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        Heartbeat = DefaultHeartbeat;
    }

    public bool Tls { get; }

    public string Host { get; }

    public int Port { get; }

    public string User { get; }

    public string Password { get; }

    public string VirtualHost { get; }

    public TimeSpan Heartbeat { get; private init; }

    /// <summary>Host and port, as people write them.</summary>
    public string Endpoint => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    public static BrokerAddress Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw Bad($"The broker address '{Redact(address)}' cannot be read.");
        }

        if (uri.Scheme is not ("amqp" or "amqps"))
        {
            throw Bad($"The broker address '{Redact(address)}' has the scheme '{uri.Scheme}', which is neither amqp nor amqps.");
        }

        if (uri.Host.Length == 0 || uri.Port == 0)
        {
            throw Bad($"The broker address '{Redact(address)}' lacks a host or has port 0.");
        }

        if (uri.AbsolutePath.LastIndexOf('/') > 0)
        {
            throw Bad($"The broker address '{Redact(address)}' has more than one '/' after the host; one that belongs to the virtual host's name is written %2F.");
        }

        return new BrokerAddress(uri) { Heartbeat = ReadHeartbeat(uri.Query) };
    }

    /// <summary>The address without the password.</summary>
    public override string ToString()
    {
        var path = VirtualHost == "/" ? "" : "/" + Uri.EscapeDataString(VirtualHost);
        return $"{(Tls ? "amqps" : "amqp")}://{Uri.EscapeDataString(User)}@{Endpoint}{path}";
    }

    private static TimeSpan ReadHeartbeat(string query)
    {
        var heartbeat = DefaultHeartbeat;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            heartbeat = pair.Split('=', 2) is ["heartbeat", var value] && ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : throw Bad($"The broker address has the option '{pair.Split('=')[0]}'; the one it may have is heartbeat=SECONDS, 0 to 65535.");
        }

        return heartbeat;
    }

    // A password with an unescaped '/' or '@' is what makes most addresses unreadable: hide all up to the last '@'. Where the host
    // was forgotten there is no '@', and what follows a ':' may be a password.
    private static string Redact(string address)
    {
        var start = address.IndexOf("//", StringComparison.Ordinal);
        start = start < 0 ? 0 : start + 2;
        var end = address.LastIndexOf('@');
        var colon = address.IndexOf(':', start);
        return (end, colon) switch
        {
            (>= 0, _) => string.Concat(address.AsSpan(0, start > end ? 0 : start), "***", address.AsSpan(end)),
            (_, >= 0) => string.Concat(address.AsSpan(0, colon + 1), "***"),
            _ => address,
        };
    }

    private static TransportException Bad(string what) => new(TransportError.BadAddress, $"{what} {Form}");
}
