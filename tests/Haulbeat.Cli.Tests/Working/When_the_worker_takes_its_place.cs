namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_worker_takes_its_place : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_second_worker_without_a_name_takes_the_next_one()
    {
        await using var first = home.Start("work", "films", "--json", "--", "cat");
        await first.WaitForAsync("\"ready\"");

        var second = await home.RunAsync("work", "films", "--json", "--until-empty", "--", "cat");

        second.ExitCode.Should().Be(0, second.Errors);
        second.Events("worker-up").Should().ContainSingle().Which.Text("worker").Should().EndWith("-2").And.NotContain(".");
    }

    [Theory]
    [InlineData("--name", "mine")]
    [InlineData("--state-dir", "mine")]
    public async Task A_named_place_that_is_taken_is_refused(string flag, string value)
    {
        var place = flag == "--name" ? value : home.File(value);
        await using var first = home.Start("work", "films", flag, place, "--", "cat");
        await first.WaitForAsync("ready for jobs");

        var second = await home.RunAsync("work", "films", flag, place, "--", "cat");

        second.ExitCode.Should().Be(1, second.Errors);
        second.Errors.Should().Contain("in use by another worker");
    }

    [Fact]
    public async Task A_place_that_is_no_folder_is_refused()
    {
        var end = await home.RunAsync("work", "films", "--state-dir", home.Write("file", "x"), "--", "cat");

        end.ExitCode.Should().Be(1, end.Errors);
        end.Errors.Should().StartWith("haulbeat: ").And.Contain("--state-dir");
    }
}
