using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_there_is_no_room : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_state_directory_that_is_read_only_is_refused_before_a_job_is_taken()
    {
        await home.RunAsync("send", "films", "x", "--id", "kept");

        var end = await OnADiskAsync("mount -o remount,ro $DISK", "work films --until-empty --state-dir $DISK/state -- cat");

        end.ExitCode.Should().Be(1, end.Errors);
        end.Errors.Should().Contain("Read-only").And.Contain("--state-dir");
        (await home.RunAsync("status", "kept", "--json")).Json()[0].Text("state").Should().Be("queued");
    }

    [Theory]
    [InlineData("send films y")]
    [InlineData("work films --until-empty -- cat")]
    public async Task A_full_disk_under_the_queue_is_told_and_what_was_sent_is_kept(string arguments)
    {
        var end = await OnADiskAsync(
            $"export HAULBEAT_BROKER=file:$DISK/queue.db; {HaulbeatBinary.Path} send films x >&2; head -c 9999999 /dev/zero 2>/dev/null >$DISK/ballast",
            arguments,
            $"rm $DISK/ballast; {HaulbeatBinary.Path} status --queue films --json");

        end.Errors.Should().Contain("is full").And.Contain("ended with 1");
        end.Json()[^1].GetProperty("queues")[0].GetProperty("queued").GetInt32().Should().Be(1);
    }

    // A small disk that this process alone sees: the mount goes with it.
    private async Task<ProgramEnd> OnADiskAsync(string before, string arguments, string after = "exit $code")
    {
        var disk = Directory.CreateDirectory(home.File("disk")).FullName;
        var script = $"DISK={disk}; mount -t tmpfs -o size=2m test $DISK || exit 99; {before}; {HaulbeatBinary.Path} {arguments}; code=$?; echo ended with $code >&2; {after}";
        await using var shell = new RunningProgram("/usr/bin/unshare", ["-m", "sh", "-c", script], home.Environment);
        var end = await shell.EndAsync();
        Missing.Unless(!end.Errors.Contains("unshare failed", StringComparison.Ordinal) && end.ExitCode != 99, "A small disk is needed: mounting one takes root.");
        return end;
    }
}
