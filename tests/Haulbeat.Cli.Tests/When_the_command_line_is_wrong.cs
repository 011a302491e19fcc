namespace Haulbeat.Cli.Tests;

public sealed class When_the_command_line_is_wrong : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("", "command")]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("nonsense --help", "'nonsense'")]
    [InlineData("watch", "'watch'")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("send", "QUEUE")]
    [InlineData("send films --delcare never", "--delcare")]
    [InlineData("send films a b", "'b'")]
    [InlineData("send films a --priority 256", "256")]
    [InlineData("send films a --header nonsense", "nonsense")]
    [InlineData("send films a --file b", "--file")]
    [InlineData("send films --file /nowhere/at/all", "/nowhere/at/all")]
    [InlineData("send films a --lines --id x", "--id")]
    [InlineData("send films a --lines --wait", "--wait")]
    [InlineData("send films a --broker http://localhost", "http:")]
    [InlineData("send films a --broker localhost", "scheme")]
    [InlineData("send films a --connect-timeout 3", "'3'")]
    [InlineData("work", "QUEUE")]
    [InlineData("work films", "COMMAND")]
    [InlineData("work films --", "COMMAND")]
    [InlineData("work films --slot 2 -- cat", "--slot")]
    [InlineData("work films --slots 0 -- cat", "--slots")]
    [InlineData("work films --slots 1 --slots 2 -- cat", "--slots")]
    [InlineData("work films --slots", "--slots")]
    [InlineData("work films --on-stop leave -- cat", "leave")]
    [InlineData("work films --lease 5 -- cat", "--lease")]
    [InlineData("work films --declare lazy -- cat", "lazy")]
    [InlineData("work films --on-stop vanish -- cat", "vanish")]
    [InlineData("work films --name a.b -- cat", "a.b")]
    [InlineData("work films --env HAULBEAT_JOB=x -- cat", "HAULBEAT_JOB")]
    [InlineData("status a b", "'b'")]
    [InlineData("logs", "JOB")]
    [InlineData("doctor --nonsense", "--nonsense")]
    public async Task It_says_what_is_wrong_and_ends_with_2(string arguments, string named)
    {
        var end = await home.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        end.ExitCode.Should().Be(2, end.Errors);
        end.Errors.Should().StartWith("haulbeat: ").And.Contain(named).And.NotContain("   at ");
        end.Output.Should().BeEmpty();
    }
}
