using Haulbeat.Cli.Diagnostics;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Tests.Looking;

public sealed class ExaminingTheHost
{
    [Theory]
    [InlineData("5.2", CheckVerdict.Bad)]
    [InlineData("5.3", CheckVerdict.Good)]
    [InlineData("6.18", CheckVerdict.Good)]
    public void An_old_kernel_cannot_watch_jobs(string kernel, CheckVerdict verdict) =>
        HostChecks.Kernel(new Version(kernel)).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData("ext4", CheckVerdict.Good)]
    [InlineData("tmpfs", CheckVerdict.Warning)]
    [InlineData("nfs4", CheckVerdict.Bad)]
    [InlineData("9p", CheckVerdict.Bad)]
    public void Locks_are_trusted_on_local_disks_alone(string kind, CheckVerdict verdict) =>
        StateDirectoryChecks.FileSystem("/state", kind).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData(1L << 20, CheckVerdict.Bad)]
    [InlineData(1L << 28, CheckVerdict.Warning)]
    [InlineData(1L << 31, CheckVerdict.Good)]
    public void A_disk_that_fills_up_is_noticed(long free, CheckVerdict verdict) =>
        StateDirectoryChecks.FreeSpace("/state", free).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData(1024L, CheckVerdict.Warning)]
    [InlineData(20000L, CheckVerdict.Good)]
    [InlineData(null, CheckVerdict.Good)]
    public void Few_open_files_limit_the_slots(long? limit, CheckVerdict verdict) =>
        HostChecks.OpenFiles(limit).Verdict.Should().Be(verdict);
}
