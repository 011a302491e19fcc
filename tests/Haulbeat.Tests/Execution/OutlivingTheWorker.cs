using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Tests.Execution;

public sealed class OutlivingTheWorker : IAsyncDisposable
{
    private const string UntilTold = "while [ ! -e go ]; do sleep 0.02; done; echo done; exit 7";

    private readonly RunBench bench = new(new string('d', 100) + "/" + new string('e', 100));

    private string Script => UntilTold.Replace("go", bench.File_("go"), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    public async Task The_next_worker_goes_on_with_the_same_process_whenever_the_first_one_ended(int milliseconds)
    {
        var pid = await DetachAsync(milliseconds);

        var run = await bench.ReattachAsync();
        var following = bench.FollowAsync(run);
        await File.WriteAllTextAsync(bench.File_("go"), "", TestContext.Current.CancellationToken);

        run.Pid.Should().Be(pid);
        (await following).Should().Be(new ExitReport { ExitCode = 7 });
        bench.Log.Should().EndWith("done\n");
    }

    [Fact]
    public async Task The_next_worker_learns_what_it_has_to_know_of_the_job()
    {
        await DetachAsync(0);

        var found = (await bench.FindAsync()).Should().ContainSingle().Subject;

        found.ToResume().Job.Should().BeEquivalentTo(new { Id = "job", Queue = "queue", Run = 4, Attempt = 1, ReplyTo = "answers" });
        found.ToResume().Term.Should().Be(JobLease.Leased(BootInstant.Never));
    }

    [Fact]
    public async Task An_end_without_a_worker_is_recorded()
    {
        await DetachAsync(0);
        await File.WriteAllTextAsync(bench.File_("go"), "", TestContext.Current.CancellationToken);
        await Processes.UntilAsync(() => File.Exists(bench.Files.Exit), "the runner records the end");

        var found = (await bench.FindAsync()).Should().ContainSingle().Subject;

        found.Runner.Should().BeNull();
        found.End.ExitReport.Should().Be(new ExitReport { ExitCode = 7 });
        bench.Log.Should().EndWith("done\n");
    }

    [Fact]
    public async Task Without_a_worker_the_lease_lasts_as_long_as_it_survives_one()
    {
        var running = bench.LeasedAsync("sleep 600");
        var pid = await bench.Started;
        var until = BootClock.Now + TimeSpan.FromSeconds(1);
        await bench.Run.DetachAsync(new JobLease(BootInstant.Never, until));
        await running;

        await Processes.UntilAsync(() => File.Exists(bench.Files.Exit), "the runner ends the job");

        BootClock.Now.Should().BeGreaterThan(until);
        Processes.Runs(pid).Should().BeFalse();
        (await bench.FindAsync())[0].End.ExitReport.StopReason.Should().Be(StopReason.LeaseLost);
    }

    [Fact]
    public async Task The_newest_lease_counts_though_it_is_shorter()
    {
        var running = bench.LeasedAsync("sleep 600");
        await bench.Started;

        bench.Run.UpdateLease(JobLease.Leased(BootInstant.Never));
        bench.Run.UpdateLease(JobLease.Leased(BootClock.Now + TimeSpan.FromMilliseconds(50)));

        (await running).StopReason.Should().Be(StopReason.LeaseLost);
    }

    [Fact]
    public async Task A_late_renewal_revives_no_lost_lease()
    {
        var running = bench.LeasedAsync("sleep 600", BootClock.Now + TimeSpan.FromMilliseconds(1));

        bench.Run.UpdateLease(JobLease.Leased(BootInstant.Never));

        (await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).StopReason.Should().Be(StopReason.LeaseLost);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0004\0\0\0")]
    [InlineData("\u0004\u0003\0\0\0\0\0\0\0abc")]
    [InlineData("\u0004\u007f\u007f\u007f\u007f\u007f\u007f\u007f\u007f")]
    public async Task A_connection_without_a_sensible_greeting_harms_neither_job_nor_next_worker(string said)
    {
        await DetachAsync(0);
        using var stranger = await ConnectAsync();
        await stranger.WriteAsync(System.Text.Encoding.Latin1.GetBytes(said), TestContext.Current.CancellationToken);

        var following = bench.FollowAsync(await bench.ReattachAsync());
        await File.WriteAllTextAsync(bench.File_("go"), "", TestContext.Current.CancellationToken);

        (await following).Should().Be(new ExitReport { ExitCode = 7 });
    }

    [Fact]
    public async Task The_next_worker_notices_a_crash_as_fast()
    {
        var pid = await DetachAsync(0);
        var following = bench.FollowAsync(await bench.ReattachAsync());

        _ = Libc.kill(pid, 11);

        (await following.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).Should().Be(new ExitReport { Signal = 11 });
    }

    [Fact]
    public async Task A_runner_that_dies_under_its_second_worker_takes_its_job_with_it()
    {
        var pid = await DetachAsync(0);
        var run = await bench.ReattachAsync();
        var following = bench.FollowAsync(run);

        _ = Libc.kill(bench.Runner.Pid, Libc.SignalKill);

        (await following)!.StopReason.Should().Be(StopReason.RunnerGone);
        Processes.Runs(pid).Should().BeFalse();
    }

    [Fact]
    public async Task It_can_be_detached_and_reattached_again_and_again()
    {
        var pid = await DetachAsync(0);
        for (var round = 0; round < 3; round++)
        {
            var run = await bench.ReattachAsync();
            var following = bench.FollowAsync(run);
            await run.DetachAsync(JobLease.Leased(BootInstant.Never));
            (await following).Should().BeNull();
        }

        (await bench.ReattachAsync()).Pid.Should().Be(pid);
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private async Task<int> DetachAsync(int milliseconds)
    {
        var running = bench.LeasedAsync(Script);
        var pid = await bench.Started;
        await Processes.UntilAsync(() => milliseconds == 0 || File.Exists(bench.Files.Record), "the run has lasted a while");
        await bench.Run.DetachAsync(JobLease.Leased(BootInstant.Never));
        (await running).Should().BeNull();
        return pid;
    }

    private async Task<FileStream> ConnectAsync()
    {
        var descriptor = -1;
        var name = bench.Runner.Pid.ToString(CultureInfo.InvariantCulture);
        await Processes.UntilAsync(() => (descriptor = LocalSocket.Connect(bench.Files.Sockets, name)) >= 0, "the runner listens");
        return new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, 0);
    }
}
