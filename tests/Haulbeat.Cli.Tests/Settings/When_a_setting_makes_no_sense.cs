namespace Haulbeat.Cli.Tests.Settings;

public sealed class When_a_setting_makes_no_sense : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_variable_is_named()
    {
        home.Environment["HAULBEAT_CONNECT_TIMEOUT"] = "soon";

        await RefusedAsync("HAULBEAT_CONNECT_TIMEOUT", "soon");
    }

    [Theory]
    [InlineData("""{ "connect-timeout": "soon" }""", "\"connect-timeout\"")]
    [InlineData("""{ "conect-timeout": "1s" }""", "\"conect-timeout\"")]
    [InlineData("""{ "broker": ["a"] }""", "\"broker\"")]
    [InlineData("""{ "broker": "file:a", "broker": "file:b" }""", "broker")]
    [InlineData("[]", "object")]
    [InlineData("nonsense", "JSON")]
    public async Task The_file_and_the_key_are_named(string text, string named) =>
        await RefusedAsync(home.Write(".config/haulbeat/config.json", text), named);

    [Fact]
    public async Task A_named_file_has_to_exist() => await RefusedAsync("/nowhere.json", "does not exist", "--config", "/nowhere.json");

    [Fact]
    public async Task A_user_without_a_home_is_told_what_to_set()
    {
        home.Environment["HOME"] = null;

        await RefusedAsync("XDG_STATE_HOME", "HOME");
    }

    private async Task RefusedAsync(string named, string alsoNamed, params string[] flags)
    {
        var end = await home.RunAsync(["send", "films", "x", .. flags]);

        end.ExitCode.Should().Be(2, end.Errors);
        end.Errors.Should().Contain(named).And.Contain(alsoNamed);
    }
}
