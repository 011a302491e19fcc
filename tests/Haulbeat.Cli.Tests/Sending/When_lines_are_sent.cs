using Haulbeat.Sqlite.Queries;

namespace Haulbeat.Cli.Tests.Sending;

public sealed class When_lines_are_sent : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("a\nb\nc\n", 3)]
    [InlineData("a\nb\nc", 3)]
    [InlineData("a\n\nc\r\n", 3)]
    [InlineData("\n", 1)]
    [InlineData("", 0)]
    public async Task Each_line_is_a_job(string lines, int jobs)
    {
        var end = await home.RunWithAsync(lines, "send", "films", "--lines");

        end.ExitCode.Should().Be(0, end.Errors);
        end.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(jobs).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_ids_are_printed_in_the_order_of_the_lines()
    {
        var lines = string.Concat(Enumerable.Range(0, 1000).Select(number => $"{number}\n"));

        var ids = (await home.RunWithAsync(lines, "send", "films", "--lines")).Text.Split('\n');

        ids.Should().HaveCount(1000);
        var last = (await home.RunAsync("work", "films", "--until-empty", "--json", "--", "sh", "-c", "cat > \"$HAULBEAT_RESULT\"")).Events("finished");
        last.Should().HaveCount(1000);
        (await ResultOfAsync(ids[0])).Should().Be("0");
        (await ResultOfAsync(ids[999])).Should().Be("999");
    }

    [Fact]
    public async Task An_id_is_printed_as_soon_as_its_line_is_there()
    {
        await using var program = home.Start("send", "films", "--lines", "--json");
        await program.WriteSomeAsync("first\n");
        await program.WaitForAsync("\"job\"");

        await program.WriteAsync("second"u8.ToArray());

        (await program.EndAsync()).Json().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_line_that_is_refused_is_named_with_how_many_were_sent()
    {
        var end = await home.RunWithAsync("a\nb\n", "send", "films", "--lines", "--declare", "never");

        end.ExitCode.Should().Be(3, end.Errors);
        end.Errors.Should().Contain("line 1: ").And.Contain("0 jobs were sent");
        end.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_refusal_does_not_wait_for_further_lines()
    {
        await using var program = home.Start("send", "films", "--lines", "--declare", "never");
        await program.WriteSomeAsync("a\n");

        (await program.EndAsync()).ExitCode.Should().Be(3);
    }

    private async Task<string?> ResultOfAsync(string job) => (await home.RunAsync("status", job, "--json")).Json()[0].Text("result");
}
