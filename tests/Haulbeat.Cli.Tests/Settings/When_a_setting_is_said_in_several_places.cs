namespace Haulbeat.Cli.Tests.Settings;

public sealed class When_a_setting_is_said_in_several_places : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_flag_goes_before_the_environment()
    {
        home.Environment["HAULBEAT_BROKER"] = "file:" + home.File("environment.db");

        (await QueueOfAsync("--broker", "file:" + home.File("flag.db"))).Should().Be("flag.db");
    }

    [Fact]
    public async Task The_environment_goes_before_a_named_file()
    {
        home.Environment["HAULBEAT_BROKER"] = "file:" + home.File("environment.db");

        (await QueueOfAsync("--config", Configure("mine.json", "named.db"))).Should().Be("environment.db");
    }

    [Fact]
    public async Task A_named_file_goes_before_the_users()
    {
        Configure(".config/haulbeat/config.json", "user.db");

        (await QueueOfAsync("--config", Configure("mine.json", "named.db"))).Should().Be("named.db");
    }

    [Fact]
    public async Task The_users_file_is_read_where_XDG_CONFIG_HOME_says()
    {
        Configure(".config/haulbeat/config.json", "home.db");
        Configure("elsewhere/haulbeat/config.json", "elsewhere.db");
        home.Environment["XDG_CONFIG_HOME"] = home.File("elsewhere");

        (await QueueOfAsync()).Should().Be("elsewhere.db");
    }

    [Fact]
    public async Task Without_any_the_embedded_queue_lies_in_the_users_state() =>
        (await QueueOfAsync()).Should().Be(".local/state/haulbeat/haulbeat.db");

    [Fact]
    public async Task An_empty_variable_says_nothing()
    {
        home.Environment["HAULBEAT_BROKER"] = "";

        (await QueueOfAsync()).Should().Be(".local/state/haulbeat/haulbeat.db");
    }

    private string Configure(string file, string queue) => home.Write(file, $$"""{ "broker": "file:{{home.File(queue)}}" }""");

    private async Task<string> QueueOfAsync(params string[] flags)
    {
        var end = await home.RunAsync(["send", "films", "x", .. flags]);
        end.ExitCode.Should().Be(0, end.Errors);
        return Path.GetRelativePath(home.Path, Directory.GetFiles(home.Path, "*.db", SearchOption.AllDirectories).Should().ContainSingle().Subject);
    }
}
