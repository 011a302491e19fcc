using System.Globalization;
using Haulbeat.Runner.Posix;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_worker_comes_back : IDisposable
{
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly Home home = new();
    private double pause = 0.05;

    public void Dispose() => home.Dispose();

    // A job that notes each start, and each end, and ends when it is told to.
    private string Script => $"echo $HAULBEAT_RUN $$ >>{home.File("starts")}; while [ ! -e {home.File("go")} ]; do sleep {pause}; done; echo $HAULBEAT_RUN >>{home.File("ends")}; echo said; exit $(cat {home.File("go")})";

    [Theory]
    [InlineData(Kill, false)]
    [InlineData(Kill, true)]
    [InlineData(Terminate, true)]
    public async Task The_same_process_goes_on(int signal, bool lasted)
    {
        await using (var first = await StartWithJobsAsync(1, "--on-stop", "detach"))
        {
            await Eventually.BecomesAsync(() => Task.FromResult(!lasted || Records().Length == 1));
            first.Signal(signal);
            var left = await first.EndAsync();
            left.ExitCode.Should().Be(signal == Kill ? 128 + Kill : 0, left.Errors);
            left.Events("worker-down").Should().HaveCount(signal == Kill ? 0 : 1).And.OnlyContain(down => down.GetProperty("detached").GetInt32() == 1);
        }

        await using var second = Start("--until-empty");
        await second.WaitForAsync("\"reattached\"");
        home.Write("go", "0");

        var end = await second.EndAsync();
        end.Events("reattached").Should().ContainSingle().Which.GetProperty("pid").GetInt32().Should().Be(Starts().Single().Pid);
        end.Events("finished").Should().ContainSingle().Which.GetProperty("run").GetInt32().Should().Be(0);
        (end.ExitCode, end.Events("started").Count, Lines("ends").Length, Records().Length).Should().Be((0, 0, 1, 0));
    }

    [Theory]
    [InlineData("0", "finished", "succeeded")]
    [InlineData("3", "dead", "dead")]
    public async Task What_ended_meanwhile_is_settled_once(string code, string happened, string state)
    {
        await using (var first = await StartWithJobsAsync(1))
        {
            first.Signal(Kill);
            await first.EndAsync();
        }

        home.Write("go", code);
        await Eventually.BecomesAsync(() => Task.FromResult(Directory.GetFiles(home.File("state/runs"), "*.exit.json").Length == 1));

        var next = await RunAsync("--until-empty");
        var last = await RunAsync("--until-empty");

        next.Events("reattached").Should().ContainSingle();
        next.Events(happened).Should().ContainSingle().Which.GetProperty("run").GetInt32().Should().Be(0);
        (Lines("starts").Length, last.Events("reattached").Count, Records().Length).Should().Be((1, 0, 0));
        (await StateOfAsync("1")).Should().Be(state);
    }

    [Fact]
    public async Task Of_a_runner_that_was_killed_too_the_job_runs_again_from_its_checkpoint()
    {
        var script = "[ $HAULBEAT_RUN = 1 ] && exec cat $HAULBEAT_CHECKPOINT; echo saved >$HAULBEAT_CHECKPOINT; sleep 1000";
        await SendAsync(1);
        await using (var first = home.Start("work", "films", "--json", "--state-dir", home.File("state"), "--", "sh", "-c", script))
        {
            await first.WaitForAsync("\"checkpoint\"");
            first.Signal(Kill);
            await first.EndAsync();
        }

        await Eventually.BecomesAsync(() => Task.FromResult(Records().Length == 1));
        foreach (var runner in Runners())
        {
            Haulbeat.Runner.Posix.Libc.kill(runner, Kill);
        }

        var next = await home.RunAsync("work", "films", "--json", "--state-dir", home.File("state"), "--until-empty", "--", "sh", "-c", script);

        next.Events("requeued").Should().ContainSingle().Which.Text("outcome").Should().Be("interrupted");
        next.Events("finished").Should().ContainSingle().Which.GetProperty("run").GetInt32().Should().Be(1);
        (await home.RunAsync("logs", "1", "--state-dir", home.File("state"))).Text.Should().Be("saved");
    }

    [Fact]
    public async Task A_worker_that_was_stopped_beyond_its_lease_settles_nothing()
    {
        await using var first = await StartWithJobsAsync(1, "--lease", "1500ms", "--max-jobs", "1");
        first.Signal(Stop);
        await Eventually.BecomesAsync(() => Task.FromResult(!Haulbeat.Runner.Posix.ProcessList.Read().Any(process => process.Pid == Starts()[0].Pid)));
        home.Write("go", "0");

        var other = await RunAsync("elsewhere", "--max-jobs", "1");
        first.Signal(Continue);
        var end = await first.EndAsync();

        other.Events("finished").Should().ContainSingle().Which.GetProperty("run").GetInt32().Should().Be(1);
        (end.Events("lease-lost").Count, end.Events("finished").Count, end.Events("requeued").Count).Should().Be((1, 0, 0), end.Text);
        (Lines("ends").Length, await StateOfAsync("1"), Records().Length).Should().Be((1, "succeeded", 0));
    }

    [Fact]
    public async Task More_jobs_than_slots_go_on_and_nothing_new_is_taken_until_they_are_few_enough()
    {
        await using (var first = await StartWithJobsAsync(3, "--slots", "3"))
        {
            first.Signal(Kill);
            await first.EndAsync();
        }

        await home.RunAsync("send", "films", "x", "--id", "new");
        await using var second = Start("--until-empty");
        await second.WaitForAsync("\"ready\"");
        home.Write("go", "0");

        var end = await second.EndAsync();
        var order = end.Json().Select(line => line.Text("event")).Where(name => name is "finished" or "started").ToList();
        order.Should().Equal("finished", "finished", "finished", "started", "finished");
        Starts().Select(start => start.Run).Should().OnlyContain(run => run == 0);
    }

    [Fact]
    public async Task Max_jobs_counts_the_new_ones()
    {
        await using (var first = await StartWithJobsAsync(1))
        {
            first.Signal(Kill);
            await first.EndAsync();
        }

        home.Write("go", "0");
        await home.RunAsync("send", "films", "x", "--id", "new");

        (await RunAsync("--max-jobs", "1")).Events("finished").Select(finished => finished.Text("job")).Should().BeEquivalentTo("1", "new");
    }

    [Fact]
    public async Task Where_the_transport_cannot_be_had_the_job_goes_on_for_the_one_after()
    {
        await using (var first = await StartWithJobsAsync(1))
        {
            first.Signal(Kill);
            await first.EndAsync();
        }

        var refused = await home.RunAsync("work", "films", "--broker", "amqp://127.0.0.1:1/", "--connect-timeout", "300ms", "--state-dir", home.File("state"), "--", "cat");
        home.Write("go", "0");
        var next = await RunAsync("--until-empty");

        refused.ExitCode.Should().Be(4, refused.Errors);
        next.Events("finished").Should().ContainSingle();
        Starts().Should().ContainSingle();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Two_hundred_go_on()
    {
        pause = 2;
        await using (var first = await StartWithJobsAsync(200, "--slots", "200"))
        {
            await Eventually.BecomesAsync(() => Task.FromResult(Records().Length == 200));
            first.Signal(Kill);
            await first.EndAsync();
        }

        await using var second = Start("--until-empty", "--slots", "200");
        await second.WaitForAsync("\"ready\"");
        home.Write("go", "0");

        var end = await second.EndAsync();
        (end.Events("reattached").Count, end.Events("finished").Count, Lines("starts").Length, Lines("ends").Length).Should().Be((200, 200, 200, 200));
        end.Events("reattached").Select(reattached => reattached.GetProperty("pid").GetInt32()).Should().BeEquivalentTo(Starts().Select(start => start.Pid));
    }

    private async Task<RunningProgram> StartWithJobsAsync(int count, params string[] flags)
    {
        await SendAsync(count);
        var worker = Start(flags);
        await Eventually.BecomesAsync(() => Task.FromResult(Lines("starts").Length == count));
        return worker;
    }

    private async Task SendAsync(int count)
    {
        foreach (var ids in Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture)).Chunk(20))
        {
            await Task.WhenAll(ids.Select(id => home.RunAsync("send", "films", "x", "--id", id)));
        }
    }

    private RunningProgram Start(params string[] flags) =>
        home.Start(["work", "films", "--json", "--state-dir", home.File("state"), .. flags, "--", "sh", "-c", Script]);

    private Task<ProgramEnd> RunAsync(params string[] flags) => flags is ["elsewhere", .. var rest]
        ? home.RunAsync(["work", "films", "--json", "--state-dir", home.File("elsewhere"), .. rest, "--", "sh", "-c", Script])
        : home.RunAsync(["work", "films", "--json", "--state-dir", home.File("state"), .. flags, "--", "sh", "-c", Script]);

    private IReadOnlyList<int> Runners() => new Haulbeat.Execution.Processes.RunnerConnector(home.File("state/work"), "", "").Find();

    private IReadOnlyList<(int Run, int Pid)> Starts() =>
        [.. Lines("starts").Select(line => line.Split(' ')).Select(fields => (int.Parse(fields[0], CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture)))];

    private string[] Records() => Directory.Exists(home.File("state/runs")) ? Directory.GetFiles(home.File("state/runs"), "*.run.json") : [];

    private string[] Lines(string name) => File.Exists(home.File(name)) ? File.ReadAllLines(home.File(name)) : [];

    private async Task<string?> StateOfAsync(string job) => (await home.RunAsync("status", job, "--json")).Json()[0].Text("state");
}
