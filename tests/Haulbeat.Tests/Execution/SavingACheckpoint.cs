using Haulbeat.Jobs;

namespace Haulbeat.Tests.Execution;

public sealed class SavingACheckpoint : IAsyncDisposable
{
    private readonly RunBench bench = new();

    [Fact]
    public async Task What_an_earlier_run_saved_is_there_at_the_start_and_is_not_told_again()
    {
        await RunAsync("cat $HAULBEAT_CHECKPOINT; exit 1", "half"u8.ToArray());

        bench.Log.Should().Be("half");
        bench.Checkpoints.Should().BeEmpty();
    }

    [Fact]
    public async Task At_first_there_is_none()
    {
        await RunAsync("ls $HAULBEAT_CHECKPOINT || exit 9");

        bench.Log.Should().Contain("No such file");
    }

    [Fact]
    public async Task It_is_told_while_the_job_runs()
    {
        var running = RunAsync($"echo one >$HAULBEAT_DIR/new; mv $HAULBEAT_DIR/new $HAULBEAT_CHECKPOINT; while [ ! -e {bench.File_("go")} ]; do sleep 0.02; done");

        await Processes.UntilAsync(() => !bench.Checkpoints.IsEmpty, "the checkpoint comes");
        await File.WriteAllTextAsync(bench.File_("go"), "", TestContext.Current.CancellationToken);
        await running;

        bench.Checkpoints.Should().Equal("one\n");
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 1", 1)]
    [InlineData("kill -9 $$", 1)]
    public async Task The_last_one_of_a_run_that_failed_is_told_before_its_end(string end, int times)
    {
        await RunAsync($"echo last >$HAULBEAT_CHECKPOINT; {end}");

        bench.Checkpoints.Should().HaveCount(times);
    }

    [Fact]
    public async Task One_that_is_too_large_is_complained_of_once()
    {
        await RunAsync("for i in 1 2; do head -c 70000 /dev/zero >$HAULBEAT_DIR/new; mv $HAULBEAT_DIR/new $HAULBEAT_CHECKPOINT; sleep 0.6; done; exit 1");

        bench.Checkpoints.Should().BeEmpty();
        bench.Warnings.Should().ContainSingle().Which.Should().Contain("65536 bytes");
    }

    [Fact]
    public async Task The_largest_one_comes_whole()
    {
        await RunAsync("head -c 65536 /dev/zero | tr '\\0' x >$HAULBEAT_DIR/new; mv $HAULBEAT_DIR/new $HAULBEAT_CHECKPOINT; exit 1");

        bench.Checkpoints.Should().Equal(new string('x', JobLimits.LargestCheckpoint));
    }

    [Fact]
    public async Task It_is_told_again_to_the_next_worker()
    {
        var running = RunAsync("echo one >$HAULBEAT_CHECKPOINT; sleep 600");
        await Processes.UntilAsync(() => !bench.Checkpoints.IsEmpty, "the checkpoint comes");
        await bench.Run.DetachAsync(JobLease.Leased(BootInstant.Never));
        await running;

        await bench.ReattachAsync();

        await Processes.UntilAsync(() => bench.Checkpoints.Count == 2, "the checkpoint comes again");
        bench.Checkpoints.Should().Equal("one\n", "one\n");
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private Task<ExitReport> RunAsync(string script, byte[]? checkpoint = null) =>
        bench.RunAsync(RunBench.Command(script), new Job { Id = "job", Queue = "queue", Checkpoint = checkpoint }, JobLease.Leased(BootInstant.Never));
}
