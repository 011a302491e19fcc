namespace Haulbeat.Cli.Tests;

public sealed class When_the_version_is_asked_for : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task It_stands_on_one_line_without_the_commit() =>
        (await home.RunAsync("version")).Text.Should().MatchRegex(@"^haulbeat \d+\.\d+\.\d+[-.0-9a-z]*$");

    [Fact]
    public async Task It_comes_as_JSON() =>
        (await home.RunAsync("version", "--json")).Json().Should().ContainSingle().Which.Text("version").Should().MatchRegex(@"^\d+\.\d+\.\d+");

    [Fact]
    public async Task A_broken_configuration_does_not_matter()
    {
        home.Write(".config/haulbeat/config.json", "nonsense");

        (await home.RunAsync("version")).ExitCode.Should().Be(0);
    }
}
