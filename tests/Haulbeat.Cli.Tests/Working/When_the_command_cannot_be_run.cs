namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_command_cannot_be_run : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("no-such-program-anywhere")]
    [InlineData("/no/such/program")]
    [InlineData("./relative")]
    [InlineData("/etc")]
    [InlineData("/etc/passwd")]
    public async Task The_worker_does_not_eat_the_queue(string command)
    {
        await home.RunAsync("send", "films", "x", "--id", "kept");

        var end = await home.RunAsync("work", "films", "--until-empty", "--", command);

        end.ExitCode.Should().Be(2, end.Errors);
        end.Errors.Should().Contain(command).And.Contain("No job was taken");
        (await home.RunAsync("status", "kept", "--json")).Json()[0].Text("state").Should().Be("queued");
    }
}
