using Haulbeat.Testing;
using BrokerPorts = Haulbeat.Lab.Brokers.BrokerPorts;

namespace Haulbeat.Cli.Tests.Refusing;

/// <summary>A broker that takes TLS connections too, with a certificate for the name localhost by an authority that nobody knows.</summary>
public sealed class BrokerWithTls : IAsyncLifetime
{
    private static readonly string[] NewKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

    private readonly TemporaryDirectory folder = new();
    private readonly int port = BrokerPorts.Find().Amqp;
    private OwnBroker? broker;

    /// <summary>The authority's certificate.</summary>
    public string Authority => folder.File("authority.pem");

    public string AddressOf(string host) => $"amqps://guest:guest@{host}:{port}";

    public async ValueTask InitializeAsync()
    {
        TestBroker.Require();
        await MakeCertificatesAsync();
        await File.WriteAllTextAsync(folder.File("conf"), $"""
            listeners.ssl.default = 127.0.0.1:{port}
            ssl_options.cacertfile = {Authority}
            ssl_options.certfile = {folder.File("broker.pem")}
            ssl_options.keyfile = {folder.File("broker.key")}

            """);
        broker = await OwnBroker.StartAsync(folder.File("conf"));
    }

    public async ValueTask DisposeAsync()
    {
        await (broker?.DisposeAsync() ?? default);
        folder.Dispose();
    }

    private async Task MakeCertificatesAsync()
    {
        await File.WriteAllTextAsync(folder.File("names"), "subjectAltName = DNS:localhost");
        await OpenSslAsync(["req", "-x509", .. NewKey, "-subj", "/CN=Test authority", "-keyout", folder.File("authority.key"), "-out", Authority]);
        await OpenSslAsync(["req", .. NewKey, "-subj", "/CN=localhost", "-keyout", folder.File("broker.key"), "-out", folder.File("broker.csr")]);
        await OpenSslAsync([
            "x509", "-req", "-in", folder.File("broker.csr"), "-CA", Authority, "-CAkey", folder.File("authority.key"), "-CAcreateserial",
            "-extfile", folder.File("names"), "-out", folder.File("broker.pem")]);
    }

    private static Task<ProgramEnd> OpenSslAsync(string[] arguments) => ForeignProgram.SucceedAsync("openssl", arguments);
}
