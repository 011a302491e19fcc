namespace Haulbeat.Cli.Tests.Lab;

public sealed class When_the_lab_is_given_invalid_arguments : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("--strategies nonsense", "'nonsense'", "callback, starved", 2)]
    [InlineData("--faults cut,nonsense", "'nonsense'", "ack-timeout", 2)]
    [InlineData("--heartbeat 1500ms", "1.5 s", "whole seconds", 2)]
    [InlineData("--heartbeat 3", "'3'", "duration", 2)]
    [InlineData("--work 3s", "3 s", "at least 15 s", 2)]
    [InlineData("--html /nowhere/at/all.html", "/nowhere/at/all.html", "folder", 2)]
    [InlineData("--broker amqps://localhost", "amqps:", "TLS", 2)]
    [InlineData("--broker file:queue.db", "file:", "RabbitMQ", 2)]
    [InlineData("--broker http://localhost", "http", "amqp", 2)]
    [InlineData("--broker amqp://127.0.0.1:1", "127.0.0.1:1", "refused", 4)]
    [InlineData("extra", "'extra'", "argument", 2)]
    public async Task It_says_what_is_wrong_and_does_nothing(string arguments, string named, string remedy, int code)
    {
        var end = await home.RunAsync(["lab", .. arguments.Split(' ')]);

        end.ExitCode.Should().Be(code, end.Errors);
        end.Errors.Should().StartWith("haulbeat: ").And.Contain(named).And.Contain(remedy).And.NotContain("   at ");
        end.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_broker_it_says_in_one_line_how_to_get_one()
    {
        home.Environment["HAULBEAT_RABBITMQ_BIN"] = home.Path;

        var end = await home.RunAsync("lab");

        end.ExitCode.Should().Be(4, end.Errors);
        end.Errors.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain(home.Path).And.Contain("rabbitmq-server");
    }
}
