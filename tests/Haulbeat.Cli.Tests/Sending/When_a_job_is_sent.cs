using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Sending;

public sealed class When_a_job_is_sent : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Its_id_stands_alone_on_stdout()
    {
        var end = await home.RunAsync("send", "films", "a.mkv");

        end.ExitCode.Should().Be(0, end.Errors);
        Guid.TryParse(end.Text, out _).Should().BeTrue();
        end.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task JSON_names_the_job_and_the_queue()
    {
        var line = (await home.RunAsync("send", "films", "a.mkv", "--id", "Пример", "--json")).Json().Should().ContainSingle().Subject;

        line.EnumerateObject().Select(property => property.Name).Should().Equal("job", "queue");
        line.Text("job").Should().Be("Пример");
        line.Text("queue").Should().Be("films");
    }

    [Theory]
    [InlineData("", "send", "films", "a.mkv")]
    [InlineData("a.mkv", "send", "films", "-")]
    [InlineData("a.mkv", "send", "films")]
    [InlineData("", "send", "films", "--", "--a")]
    [InlineData("", "send", "films", "@a")]
    [InlineData("", "send", "films", "")]
    public async Task The_body_comes_from_the_argument_or_from_stdin(string input, params string[] arguments)
    {
        (await home.RunWithAsync(input, arguments)).ExitCode.Should().Be(0);

        (await ReceivedAsync()).Should().Be(input.Length > 0 ? input : arguments[^1]);
    }

    [Fact]
    public async Task A_file_goes_byte_for_byte()
    {
        var file = home.File("body");
        await File.WriteAllBytesAsync(file, [0, 255, 10, 13, 128], TestContext.Current.CancellationToken);

        (await home.RunAsync("send", "films", "--file", file)).ExitCode.Should().Be(0);

        (await ReceivedAsync()).Should().Be("\0ÿ\n\r\u0080");
    }

    [Fact]
    public async Task The_job_finds_its_headers_and_its_trace()
    {
        home.Environment["TRACEPARENT"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await home.RunAsync("send", "films", "x", "--header", "Kind=a=b", "--header", "x-Other=c");
        home.Environment["TRACEPARENT"] = null;

        var seen = await ReceivedAsync("""printf '%s %s %s' "$HAULBEAT_HEADER_KIND" "$HAULBEAT_HEADER_X_OTHER" "$TRACEPARENT" """);

        seen.Should().Be("a=b c 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    [Theory]
    [InlineData("-")]
    [InlineData("--lines")]
    public async Task A_signal_ends_the_reading_of_stdin(string argument)
    {
        await using var program = home.Start("send", "films", argument);
        await program.CatchesAsync(2);

        program.Signal(2);

        (await program.EndAsync()).ExitCode.Should().Be(130);
    }

    [Fact]
    public async Task A_disk_that_is_full_behind_stdout_is_told()
    {
        await using var program = new RunningProgram("/bin/sh", ["-c", "exec \"$0\" send films x >/dev/full", Haulbeat.Testing.HaulbeatBinary.Path], home.Environment);

        var end = await program.EndAsync();

        end.ExitCode.Should().Be(1);
        end.Errors.Should().StartWith("haulbeat: ");
    }

    private async Task<string> ReceivedAsync(string script = "cat")
    {
        var output = home.File("output");
        var end = await home.RunAsync("work", "films", "--until-empty", "--env", $"TO={output}", "--", "sh", "-c", $"{{ {script}; }} > \"$TO\"");
        end.ExitCode.Should().Be(0, end.Errors);
        return System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(output));
    }
}
