using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_a_job_ends_on_a_full_disk_and_no_worker_is_there : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    // A small disk that this shell and what it starts see alone. The queue is elsewhere: it is not full.
    private string Script => $$"""
        DISK={{home.File("disk")}}; mkdir $DISK; mount -t tmpfs -o size=2m test $DISK || exit 99
        job='echo $HAULBEAT_RUN >>{{home.File("starts")}}; while [ ! -e {{home.File("go")}} ]; do sleep 0.02; done; echo done >>{{home.File("ends")}}'
        {{HaulbeatBinary.Path}} send films x --id one >/dev/null
        {{HaulbeatBinary.Path}} work films --state-dir $DISK/state -- sh -c "$job" 2>/dev/null &
        worker=$!
        until ls $DISK/state/runs/*.run.json >/dev/null 2>&1; do sleep 0.02; done
        kill -9 $worker; wait $worker
        runner=$(pgrep -f "__run 3 $DISK/state/work")
        cat /dev/zero >$DISK/ballast 2>/dev/null
        touch {{home.File("go")}}
        while kill -0 $runner 2>/dev/null; do sleep 0.02; done
        ls -l $DISK/state/runs >&2
        rm $DISK/ballast
        {{HaulbeatBinary.Path}} work films --json --state-dir $DISK/state --until-empty -- sh -c "$job"
        """;

    [Fact]
    public async Task It_runs_again_rather_than_being_lost()
    {
        await using var shell = new RunningProgram("/usr/bin/unshare", ["-m", "sh", "-c", Script], home.Environment);
        var end = await shell.EndAsync();
        Missing.Unless(!end.Errors.Contains("unshare failed", StringComparison.Ordinal) && end.ExitCode != 99, "A small disk is needed: mounting one takes root.");

        end.ExitCode.Should().Be(0, end.Errors);
        end.Errors.Should().NotContain(".exit.json\n", "there was no room for it");
        end.Events("requeued").Should().ContainSingle().Which.Text("outcome").Should().Be("interrupted");
        end.Events("finished").Should().ContainSingle().Which.GetProperty("run").GetInt32().Should().Be(1);
        (await home.RunAsync("status", "one", "--json")).Json()[0].Text("state").Should().Be("succeeded");
    }
}
