namespace Haulbeat.Cli.Tests;

public sealed class When_the_demo_runs : IDisposable
{
    private readonly Home home = new();

    public When_the_demo_runs() => home.Environment["TMPDIR"] = Directory.CreateDirectory(home.File("tmp")).FullName;

    public void Dispose() => home.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task All_jobs_succeed_each_in_a_process_of_its_own_and_nothing_is_left()
    {
        var end = await home.RunAsync("demo", "--json");

        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").Should().HaveCount(5);
        end.Events("started").Select(started => started.GetProperty("pid").GetInt32()).Should().OnlyHaveUniqueItems();
        end.Events("progress").Where(progress => progress.Text("job") == "long").Should().HaveCountGreaterThan(20, "a runner tells the progress twice a second");
        end.Events("finished").Single(finished => finished.Text("job") == "long").GetProperty("seconds").GetDouble().Should().BeInRange(20, 30);
        NothingIsLeft();
    }

    [Fact]
    public async Task Ctrl_C_ends_it_and_leaves_nothing()
    {
        await using var demo = home.Start("demo", "--json");
        await demo.WaitForAsync("\"progress\"");

        demo.Signal(2);

        (await demo.EndAsync()).ExitCode.Should().Be(130);
        NothingIsLeft();
    }

    private void NothingIsLeft() => Directory.GetFileSystemEntries(home.File("tmp"), "haulbeat*").Should().BeEmpty();
}
