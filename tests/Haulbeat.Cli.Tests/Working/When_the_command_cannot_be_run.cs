namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_command_cannot_be_run : IDisposable
{
    private const int Terminate = 15;

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

    [Fact]
    public async Task A_draining_worker_requeues_what_it_cannot_start()
    {
        var command = home.Write("command", "#!/bin/sh\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var worker = home.Start("work", "films", "--json", "--", command);
        await worker.WaitForAsync("ready");
        File.Delete(command);
        await home.RunAsync("send", "films", "x", "--id", "kept");
        await worker.WaitForAsync("could not be started");

        worker.Signal(Terminate);

        (await worker.EndAsync()).ExitCode.Should().Be(0);
        (await home.RunAsync("status", "kept", "--json")).Json()[0].Text("state").Should().Be("queued");
    }
}
