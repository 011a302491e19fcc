namespace Haulbeat.Cli.Tests.Refusing;

public sealed class When_the_broker_speaks_TLS(BrokerWithTls broker) : IClassFixture<BrokerWithTls>, IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("send films x")]
    [InlineData("work films -- cat")]
    [InlineData("doctor")]
    public async Task A_certificate_for_another_name_is_refused(string arguments)
    {
        home.Environment["SSL_CERT_FILE"] = broker.Authority;

        await RefusedAsync("127.0.0.1", arguments, "is not for the host name '127.0.0.1'");
    }

    [Theory]
    [InlineData("send films x")]
    [InlineData("work films -- cat")]
    [InlineData("doctor")]
    public async Task An_unknown_authority_is_refused(string arguments) =>
        await RefusedAsync("localhost", arguments, "is not trusted here");

    [Fact]
    public async Task With_the_authority_in_SSL_CERT_FILE_jobs_are_sent_and_done()
    {
        home.Environment["SSL_CERT_FILE"] = broker.Authority;
        home.Environment["HAULBEAT_BROKER"] = broker.AddressOf("localhost");
        await home.RunAsync("send", "films", "a body", "--id", "one", "--declare", "classic");

        var end = await home.RunAsync("work", "films", "--json", "--until-empty", "--", "sh", "-c", "cat > " + home.File("seen"));

        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").Should().ContainSingle().Which.Text("job").Should().Be("one");
        (await File.ReadAllTextAsync(home.File("seen"), TestContext.Current.CancellationToken)).Should().Be("a body");
    }

    private async Task RefusedAsync(string host, string arguments, string words)
    {
        home.Environment["HAULBEAT_BROKER"] = broker.AddressOf(host);
        home.Environment["HAULBEAT_CONNECT_TIMEOUT"] = "5m"; // More than a test's patience: it is not to be tried again.

        var end = await home.RunAsync(arguments.Split(' '));

        end.ExitCode.Should().Be(4, end.Errors);
        (end.Text + end.Errors).Should().Contain(words).And.NotContain("guest:guest");
    }
}
