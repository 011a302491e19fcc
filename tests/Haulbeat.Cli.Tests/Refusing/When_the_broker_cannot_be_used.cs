using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Refusing;

public sealed class When_the_broker_cannot_be_used : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("send films x")]
    [InlineData("work films -- cat")]
    [InlineData("status --queue films")]
    [InlineData("doctor")]
    public async Task Every_command_says_that_nobody_listens(string arguments) =>
        await RefusedAsync("amqp://127.0.0.1:1", "1s", arguments, "127.0.0.1:1", "Is the broker running");

    [Theory]
    [InlineData("send films x")]
    [InlineData("work films -- cat")]
    [InlineData("status --queue films")]
    [InlineData("doctor")]
    public async Task Every_command_names_the_virtual_host_that_is_missing(string arguments) =>
        await RefusedAsync(TestBroker.Require() + "nowhere", "5m", arguments, "'nowhere'", "not found");

    [Fact]
    public async Task A_body_over_its_limit_is_refused_with_the_limit()
    {
        var body = home.File("body");
        await using (var file = File.Create(body))
        {
            file.SetLength((128 << 20) + 1);
        }

        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        var end = await home.RunAsync("send", Foreign.TestQueue.NewName(), "--file", body, "--declare", "classic");

        end.ExitCode.Should().Be(1, end.Errors);
        end.Errors.Should().Contain("134217729 bytes").And.Contain("reference");
        end.Output.Should().BeEmpty();
    }

    private async Task RefusedAsync(string broker, string timeout, string arguments, params string[] words)
    {
        home.Environment["HAULBEAT_BROKER"] = broker;
        home.Environment["HAULBEAT_CONNECT_TIMEOUT"] = timeout;

        var end = await home.RunAsync(arguments.Split(' '));

        end.ExitCode.Should().Be(4, end.Errors);
        (end.Text + end.Errors).Should().ContainAll(words).And.NotContain("   at ");
    }
}
