using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_there_is_a_terminal : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    public async Task A_running_job_has_a_bar_that_moves(string? noColor)
    {
        home.Environment["TERM"] = "xterm";
        home.Environment["NO_COLOR"] = noColor;
        await home.RunAsync("send", "films", "x", "--id", "one");
        var job = home.Write("job", "echo '0.42 second pass' >> \"$HAULBEAT_PROGRESS\"; while [ ! -e \"$GO\" ]; do sleep 0.05; done");
        await using var terminal = new RunningProgram("/usr/bin/script", ["-qec", $"{HaulbeatBinary.Path} work films --max-jobs 1 --env GO={home.File("go")} -- sh {job}", "/dev/null"], home.Environment);

        await terminal.WaitForAsync("films/one second pass");
        await terminal.WaitForAsync("42%");
        home.Write("go", "");

        var end = await terminal.EndAsync();
        end.ExitCode.Should().Be(0, end.Text);
        end.Text.Should().Contain("━").And.Contain("succeeded after");
        end.Text.Contains("\u001b[38;5;", StringComparison.Ordinal).Should().Be(noColor is null);
    }
}
