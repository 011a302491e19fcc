using System.Net;
using System.Net.Sockets;

namespace Haulbeat.Cli.Tests.Refusing;

public sealed class When_a_signal_comes_before_the_broker_answers : IDisposable
{
    private const int Interrupt = 2;

    private readonly Home home = new();
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        silent.Dispose();
        home.Dispose();
    }

    [Theory]
    [InlineData("send films x")]
    [InlineData("send films x --wait")]
    [InlineData("work films -- cat")]
    [InlineData("status --queue films")]
    [InlineData("doctor")]
    public async Task Every_command_ends_at_once(string arguments)
    {
        silent.Start();
        home.Environment["HAULBEAT_BROKER"] = $"amqp://{silent.LocalEndpoint}";
        home.Environment["HAULBEAT_CONNECT_TIMEOUT"] = "5m";
        await using var program = home.Start(arguments.Split(' '));
        using var connection = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        program.Signal(Interrupt);

        (await program.EndAsync()).ExitCode.Should().Be(128 + Interrupt);
    }
}
