using Haulbeat.Cli.Examining;
using Haulbeat.Receiving;

namespace Haulbeat.Cli.Tests.Looking;

public sealed class ExaminingTheHost
{
    [Theory]
    [InlineData("5.2", FindingVerdict.Bad)]
    [InlineData("5.3", FindingVerdict.Good)]
    [InlineData("6.18", FindingVerdict.Good)]
    public void An_old_kernel_cannot_watch_jobs(string kernel, FindingVerdict verdict) =>
        KernelCheck.Judge(new Version(kernel)).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData("ext4", FindingVerdict.Good)]
    [InlineData("tmpfs", FindingVerdict.Warning)]
    [InlineData("nfs4", FindingVerdict.Bad)]
    [InlineData("9p", FindingVerdict.Bad)]
    public void Locks_are_trusted_on_local_disks_alone(string kind, FindingVerdict verdict) =>
        FileSystemCheck.Judge("/state", kind).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData(1L << 20, FindingVerdict.Bad)]
    [InlineData(1L << 28, FindingVerdict.Warning)]
    [InlineData(1L << 31, FindingVerdict.Good)]
    public void A_disk_that_fills_up_is_noticed(long free, FindingVerdict verdict) =>
        FreeSpaceCheck.Judge("/state", free).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData(1024L, FindingVerdict.Warning)]
    [InlineData(20000L, FindingVerdict.Good)]
    [InlineData(null, FindingVerdict.Good)]
    public void Few_open_files_limit_the_slots(long? limit, FindingVerdict verdict) =>
        OpenFilesCheck.Judge(limit).Verdict.Should().Be(verdict);
}
