namespace Haulbeat.Cli.Tests;

public sealed class When_help_is_asked_for : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task The_commands_stand_in_groups(string flag)
    {
        var help = await HelpAsync(flag);

        help.Should().MatchRegex(@"\nUsage: haulbeat COMMAND \[options\]\n[\s\S]*\nJobs:\n  send [\s\S]*\n  work [\s\S]*\n  status [\s\S]*\n  logs [\s\S]*\nBroker and machine:\n  doctor [\s\S]*\nTry it:\n  demo [\s\S]*\n  lab ");
        help.Should().NotContain("__");
    }

    [Theory]
    [InlineData("send", "haulbeat send QUEUE [BODY] [options]")]
    [InlineData("work", "haulbeat work QUEUE... [options] -- COMMAND [ARG...]")]
    [InlineData("status", "haulbeat status [JOB] [options]")]
    [InlineData("logs", "haulbeat logs JOB [options]")]
    [InlineData("doctor", "haulbeat doctor [options]")]
    public async Task The_usage_tells_what_may_be_left_out_and_what_may_be_repeated(string command, string usage) =>
        (await HelpAsync(command, "--help")).Should().Contain($"\nUsage: {usage}\n");

    [Fact]
    public async Task An_option_takes_one_line_with_its_default_last()
    {
        var help = await HelpAsync("work", "--help");

        help.Should().MatchRegex(@"\n  --slots N +\S.* \[1\]\n  --until-empty ");
        help.Should().MatchRegex(@"\n  --lease TIME +\S.* \[5m\]\n");
        help.Should().MatchRegex(@"\n  --on-stop WHAT .*drain.*detach.*return.* \[drain\]\n");
        help.Split('\n').SkipWhile(line => line != "Options:").Skip(1).Should().OnlyContain(line => line.StartsWith("  --", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_configuration_does_not_matter()
    {
        home.Write(".config/haulbeat/config.json", "nonsense");

        (await HelpAsync("work", "--help")).Should().Contain("--slots");
    }

    private async Task<string> HelpAsync(params string[] arguments)
    {
        var end = await home.RunAsync(arguments);
        (end.ExitCode, end.Errors).Should().Be((0, ""));
        return end.Text;
    }
}
