using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Haulbeat.RabbitMQ;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

[Trait("Broker", "Each")]
public sealed class RefusedConnections
{
    private const string Secret = "s3cret-pass";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_listens()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var refusal = await RefusedAsync($"amqp://guest:{Secret}@127.0.0.1:{port}");
        refusal.Error.Should().Be(TransportError.Unreachable);
        refusal.Message.Should().Contain($"127.0.0.1:{port}").And.Contain("Is the broker running");
    }

    [Fact]
    public async Task No_such_host()
    {
        var refusal = await RefusedAsync($"amqp://guest:{Secret}@no-such-host.invalid");
        refusal.Error.Should().Be(TransportError.Unreachable);
        refusal.Message.Should().Contain("no-such-host.invalid:5672");
    }

    [Fact]
    public async Task The_password_is_wrong()
    {
        var refusal = await RefusedAsync(At(builder => builder.Password = Secret));
        refusal.Error.Should().Be(TransportError.LoginRefused);
        refusal.Message.Should().Contain("'guest'").And.Contain("wrong password");
    }

    [Fact]
    public async Task The_virtual_host_does_not_exist()
    {
        var refusal = await RefusedAsync(At(builder => builder.Path = "/no%2Fsuch"));
        refusal.Error.Should().Be(TransportError.LoginRefused);
        refusal.Message.Should().Contain("'no/such'").And.Contain("not found");
    }

    [Fact]
    public async Task The_one_who_listens_never_answers()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var refusal = await RefusedAsync($"amqp://guest:{Secret}@127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", TimeSpan.FromSeconds(1));
        refusal.Error.Should().Be(TransportError.Unreachable);
        refusal.Message.Should().Contain("no answer within 1 s");
    }

    [Fact]
    public async Task The_broker_speaks_no_TLS()
    {
        var refusal = await RefusedAsync(At(builder => builder.Scheme = "amqps"));
        refusal.Error.Should().Be(TransportError.Unreachable);
        refusal.Message.Should().Contain("TLS");
    }

    [Fact]
    public async Task The_certificate_is_for_another_name()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeTlsAsync(listener, "broker.example");
        var refusal = await RefusedAsync($"amqps://guest:{Secret}@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        refusal.Error.Should().Be(TransportError.LoginRefused);
        refusal.Message.Should().Contain("CN=broker.example").And.Contain("is not for the host name '127.0.0.1'");
        await serving;
    }

    [Fact]
    public async Task The_certificate_is_not_trusted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeTlsAsync(listener, "localhost");
        var refusal = await RefusedAsync($"amqps://guest:{Secret}@localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        refusal.Error.Should().Be(TransportError.LoginRefused);
        refusal.Message.Should().Contain("is not trusted here").And.Contain("SSL_CERT_FILE");
        await serving;
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://guest:s3cret-pass@localhost")]
    [InlineData("amqp://")]
    [InlineData("amqp://guest:s3cret-pass@localhost:99999")]
    [InlineData("amqp://guest:s3cret-pass@localhost:0")]
    [InlineData("amqp://guest:s3cret-pass@localhost:port")]
    [InlineData("amqp://guest:s3cret-pass/x@localhost")]
    [InlineData("amqp://localhost/a/b")]
    [InlineData("amqp://localhost?heartbeat=soon")]
    [InlineData("amqp://localhost?heartbeat=-1")]
    [InlineData("amqp://localhost?color=blue")]
    public async Task The_address_makes_no_sense(string address)
    {
        var refusal = await RefusedAsync(address);
        refusal.Error.Should().Be(TransportError.BadAddress);
        refusal.Message.Should().Contain("amqp[s]://");
    }

    private static string At(Action<UriBuilder> change)
    {
        var builder = new UriBuilder(RabbitMQFixture.Broker);
        change(builder);
        return builder.Uri.AbsoluteUri;
    }

    private static async Task<TransportException> RefusedAsync(string address, TimeSpan? timeout = null)
    {
        var connect = () => RabbitMQTransport.ConnectAsync(address, timeout ?? TimeSpan.FromSeconds(10), "refused", TimeProvider.System, Cancellation);
        var refusal = (await connect.Should().ThrowAsync<TransportException>()).Which;
        refusal.ToString().Should().NotContain(Secret);
        return refusal;
    }

    private static async Task ServeTlsAsync(TcpListener listener, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            await tls.ReadExactlyAsync(new byte[8], Cancellation);
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client did not like the certificate.
        }
    }
}
