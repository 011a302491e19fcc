using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Looking;

public sealed class When_the_status_is_asked_for : IDisposable
{
    private static readonly string[] Fields =
    [
        "job", "queue", "state", "run", "attempt", "interruptions", "worker", "pid", "progress", "message",
        "sentAt", "startedAt", "endedAt", "outcome", "exitCode", "signal", "reason", "result", "history",
    ];

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_queued_job_has_all_fields()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");

        var status = (await home.RunAsync("status", "one", "--json")).Json().Should().ContainSingle().Subject;

        status.EnumerateObject().Select(property => property.Name).Should().Equal(Fields);
        status.Text("state").Should().Be("queued");
        status.Text("sentAt").Should().EndWith("Z");
    }

    [Fact]
    public async Task A_running_job_shows_its_process_and_its_progress()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");
        await using var worker = home.Start("work", "films", "--json", "--on-stop", "return", "--", "sh", "-c", "echo '42% second pass' >> \"$HAULBEAT_PROGRESS\"; exec sleep 1000");
        await worker.WaitForAsync("second pass");

        await Eventually.BecomesAsync(async () => (await StatusAsync()).Text("message") == "second pass");
        var status = await StatusAsync();
        status.Text("state").Should().Be("running");
        status.GetProperty("progress").GetDouble().Should().Be(0.42);
        Directory.Exists($"/proc/{status.GetProperty("pid").GetInt32()}").Should().BeTrue();
        (await home.RunAsync("status")).Text.Should().Contain("one").And.Contain("42 % second pass");
        worker.Signal(15);
        (await worker.EndAsync()).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task An_ended_job_shows_how()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");
        await home.RunAsync("work", "films", "--until-empty", "--", "sh", "-c", "exit 3");

        var status = await StatusAsync();

        (status.Text("state"), status.Text("outcome"), status.GetProperty("exitCode").GetInt32()).Should().Be(("dead", "failed", 3));
        status.Text("reason").Should().Contain("3");
        status.Text("endedAt").Should().NotBeNull();
    }

    [Fact]
    public async Task What_happened_to_a_job_is_told_in_order()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");
        await home.RunAsync("work", "films", "--until-empty", "--name", "mill", "--", "true");

        var history = (await StatusAsync()).GetProperty("history").EnumerateArray().ToList();

        history.Select(happened => (happened.Text("event"), happened.Text("worker"))).Should().Equal(("sent", null), ("started", "mill"), ("finished", "mill"));
        history.Select(happened => happened.GetProperty("run").ToString()).Should().Equal("", "0", "0");
        history.Should().OnlyContain(happened => happened.Text("at")!.EndsWith('Z'));
        (await home.RunAsync("status", "one")).Text.Should().MatchRegex(@"\nhistory +\S+ \S+ UTC  sent\n +\S+ \S+ UTC  started  run 0  mill\n +\S+ \S+ UTC  finished  run 0  mill$");
    }

    [Fact]
    public async Task A_strangers_file_among_the_runs_is_no_trouble()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");
        home.Write("state/runs/notes", "a stranger's");

        (await home.RunAsync("work", "films", "--until-empty", "--state-dir", home.File("state"), "--", "true")).ExitCode.Should().Be(0);

        (await home.RunAsync("status", "one", "--state-dir", home.File("state"))).ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("status", "nobody")]
    [InlineData("logs", "nobody")]
    [InlineData("status", "--queue", "nowhere")]
    public async Task What_does_not_exist_ends_with_3(params string[] arguments)
    {
        var end = await home.RunAsync(arguments);

        end.ExitCode.Should().Be(3, end.Errors);
        end.Errors.Should().StartWith("haulbeat: ").And.Contain(arguments[^1]);
    }

    [Fact]
    public async Task The_queues_are_listed_with_what_they_hold()
    {
        await home.RunAsync("send", "films", "x");

        (await home.RunAsync("status")).Text.Should().MatchRegex(@"QUEUE +QUEUED.*\nfilms +1 ");
        var queue = (await home.RunAsync("status", "--json")).Json()[0].GetProperty("queues")[0];
        (queue.Text("queue"), queue.GetProperty("queued").GetInt32()).Should().Be(("films", 1));
    }

    private async Task<System.Text.Json.JsonElement> StatusAsync() => (await home.RunAsync("status", "one", "--json")).Json()[0];
}
