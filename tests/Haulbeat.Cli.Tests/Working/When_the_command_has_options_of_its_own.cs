namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_command_has_options_of_its_own : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task They_reach_it_as_they_are()
    {
        var output = home.File("output");
        await home.RunAsync("send", "films", "x");

        var end = await home.RunAsync("work", "films", "--max-jobs", "1", "--", "sh", "-c", "printf '%s|' \"$@\" > " + output, "sh", "--help", "--json", "--slots", "x", "--", "@a", "-c", "[suggest]");

        end.ExitCode.Should().Be(0, end.Errors);
        (await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken)).Should().Be("--help|--json|--slots|x|--|@a|-c|[suggest]|");
    }
}
