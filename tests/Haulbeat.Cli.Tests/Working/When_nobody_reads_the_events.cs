using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_nobody_reads_the_events : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_jobs_go_on()
    {
        var lines = string.Concat(Enumerable.Range(0, 50).Select(number => $"{number}\n"));
        await home.RunWithAsync(lines, "send", "films", "--lines");
        await using var worker = home.Start("work", "films", "--json", "--until-empty", "--", "true");

        worker.StopReading();

        (await worker.EndAsync()).ExitCode.Should().Be(0);
        (await home.RunAsync("status", "--queue", "films", "--json")).Json()[0].GetProperty("queues")[0].GetProperty("queued").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task A_reader_that_reads_nothing_does_not_keep_the_worker_from_ending()
    {
        var lines = string.Concat(Enumerable.Range(0, 1000).Select(number => $"{number}\n"));
        await home.RunWithAsync(lines, "send", "films", "--lines");

        // The pipe's reader is the shell itself, which waits for the writer and never reads: both streams of the worker get stuck.
        await using var worker = new RunningProgram("/bin/sh", ["-c", "mkfifo pipe; exec 3<>pipe; \"$0\" work films --slots 2 --until-empty -- true >&3 2>&3", Haulbeat.Testing.HaulbeatBinary.Path], home.Environment, home.Path);

        (await worker.EndAsync()).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_full_disk_behind_stdout_costs_the_events_and_not_the_jobs()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");
        await using var worker = new RunningProgram("/bin/sh", ["-c", "exec \"$0\" work films --json --until-empty -- true >/dev/full", Haulbeat.Testing.HaulbeatBinary.Path], home.Environment);

        var end = await worker.EndAsync();

        end.ExitCode.Should().Be(0, end.Errors);
        end.Errors.Should().Contain("cannot write events");
        (await home.RunAsync("status", "one", "--json")).Json()[0].Text("state").Should().Be("succeeded");
    }
}
