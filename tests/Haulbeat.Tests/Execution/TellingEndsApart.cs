using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Policies;

namespace Haulbeat.Tests.Execution;

public sealed class TellingEndsApart : IAsyncDisposable
{
    private readonly RunBench bench = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(78)]
    [InlineData(255)]
    public async Task An_exit_code_comes_back_as_it_was(int code) =>
        (await bench.ShellAsync($"exit {code}")).Should().Be(new ExitReport { ExitCode = code });

    [Fact]
    public async Task A_signal_is_no_exit_code() =>
        (await bench.ShellAsync("kill -SEGV $$")).Should().Be(new ExitReport { Signal = 11 });

    [Fact]
    public async Task An_exit_code_of_128_and_more_is_no_signal() =>
        (await bench.ShellAsync("exit 137")).Should().Be(new ExitReport { ExitCode = 137 });

    [Fact]
    public async Task A_command_that_vanished_is_this_machines_fault()
    {
        var report = await bench.RunAsync(new JobCommand { Program = "/no/such/program", Arguments = ["program"] }, new Job { Id = "job", Queue = "queue" });

        OutcomePolicy.Read(report).Should().BeOfType<Outcome.Interrupted>();
        report.StartError.Should().Contain("/no/such/program").And.Contain("No such file");
    }

    [Fact]
    public async Task A_body_too_long_for_the_command_line_is_the_messages_fault()
    {
        var report = await bench.RunAsync(
            new JobCommand { Program = "/bin/echo", Arguments = ["echo", "{body}"] },
            new Job { Id = "job", Queue = "queue", Body = Enumerable.Repeat((byte)'x', 4 << 20).ToArray() });

        OutcomePolicy.Read(report).Should().BeOfType<Outcome.Invalid>();
    }

    [Fact]
    public async Task A_body_with_a_NUL_byte_fits_no_argument()
    {
        var report = await bench.RunAsync(
            new JobCommand { Program = "/bin/echo", Arguments = ["echo", "{body}"] },
            new Job { Id = "job", Queue = "queue", Body = new byte[] { 65, 0, 66 } });

        OutcomePolicy.Read(report).Should().BeOfType<Outcome.Invalid>();
    }

    [Fact]
    public async Task A_runner_that_dies_takes_its_job_with_it()
    {
        var running = bench.ShellAsync($"(setsid setsid sleep 600 & echo $! >{bench.File_("daemon")}) ; sleep 600");
        var job = await bench.Started;
        var daemon = await Processes.PidInAsync(bench.File_("daemon"));

        System.Diagnostics.Process.GetProcessById(bench.Runner.Pid).Kill();

        (await running).StopReason.Should().Be(StopReason.RunnerGone);
        await Processes.UntilAsync(() => !Processes.Exists(job) && !Processes.Exists(daemon), "job and daemon are gone");
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();
}
