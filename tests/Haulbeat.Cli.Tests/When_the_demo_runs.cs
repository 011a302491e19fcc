using Haulbeat.Runner.Posix;

namespace Haulbeat.Cli.Tests;

public sealed class When_the_demo_runs : IDisposable
{
    private readonly Home home = new();

    public When_the_demo_runs() => home.Environment["TMPDIR"] = Directory.CreateDirectory(home.File("tmp")).FullName;

    public void Dispose() => home.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_worker_is_killed_and_the_same_process_goes_on_and_succeeds()
    {
        var end = await home.RunAsync("demo", "--json");

        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").Should().HaveCount(5);
        end.Events("started").Select(started => started.GetProperty("pid").GetInt32()).Should().OnlyHaveUniqueItems();
        end.Events("progress").Where(progress => progress.Text("job") == "long").Should().HaveCountGreaterThan(20, "a runner tells the progress twice a second");
        end.Events("finished").Single(finished => finished.Text("job") == "long").GetProperty("seconds").GetDouble().Should().BeInRange(20, 30);
        end.Events("reattached").Should().ContainSingle(reattached => reattached.Text("job") == "long").Which.GetProperty("pid").GetInt32()
            .Should().Be(end.Events("started").Single(started => started.Text("job") == "long").GetProperty("pid").GetInt32());
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

    private void NothingIsLeft()
    {
        Directory.GetFileSystemEntries(home.File("tmp"), "haulbeat*").Should().BeEmpty();
        Haulbeat.Runner.Posix.ProcessList.Read().Where(process => Arguments(process.Pid).Contains(home.Path, StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static string Arguments(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
