using System.Globalization;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_events_are_printed : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task JSON_has_a_line_for_each_with_the_job_the_queue_the_run_and_the_time()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");

        var end = await home.RunAsync("work", "films", "--json", "--until-empty", "--", "sh", "-c", "echo '0.5 half way' >> \"$HAULBEAT_PROGRESS\"; sleep 1");

        end.Errors.Should().BeEmpty();
        end.Json().Select(line => line.Text("event")).Should().ContainInOrder("worker-up", "ready", "started", "progress", "finished", "worker-down");
        var started = end.Events("started")[0];
        started.EnumerateObject().Select(property => property.Name).Should().StartWith(["event", "job", "queue", "run", "at"]);
        (started.Text("job"), started.Text("queue"), started.GetProperty("run").GetInt32()).Should().Be(("one", "films", 0));
        DateTimeOffset.Parse(started.Text("at")!, CultureInfo.InvariantCulture).Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        end.Events("progress")[0].GetProperty("progress").GetDouble().Should().Be(0.5);
        end.Events("progress")[0].Text("message").Should().Be("half way");
    }

    [Fact]
    public async Task A_dead_job_tells_its_exit_code_and_its_reason()
    {
        await home.RunAsync("send", "films", "x");

        var dead = (await home.RunAsync("work", "films", "--json", "--until-empty", "--", "sh", "-c", "exit 3")).Events("dead").Should().ContainSingle().Subject;

        dead.GetProperty("exitCode").GetInt32().Should().Be(3);
        dead.Text("outcome").Should().Be("failed");
        dead.Text("reason").Should().Contain("3");
    }

    [Fact]
    public async Task Where_there_is_no_terminal_people_get_plain_lines()
    {
        await home.RunAsync("send", "films", "x", "--id", "a\u202Eone");

        var end = await home.RunAsync("work", "films", "--until-empty", "--", "true");

        end.Output.Should().BeEmpty();
        end.Errors.Should().Contain("succeeded after").And.Contain("a\uFFFDone").And.NotContain("\u001b");
    }
}
