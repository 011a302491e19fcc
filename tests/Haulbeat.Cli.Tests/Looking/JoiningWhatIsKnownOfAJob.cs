using Haulbeat.Cli.Commands;
using Haulbeat.Receiving;

namespace Haulbeat.Cli.Tests.Looking;

public sealed class JoiningWhatIsKnownOfAJob
{
    private static readonly JobState Transport = new() { Job = "one", Queue = "films", State = "running", Run = 1 };
    private static readonly JobState Disk = Transport with { Pid = 7, Progress = 0.5 };

    [Fact]
    public void Nothing_and_nothing_is_nothing() => JobKnowledge.Join(null, null).Should().BeNull();

    [Fact]
    public void One_alone_is_taken_as_it_is()
    {
        JobKnowledge.Join(Transport, null).Should().Be(Transport);
        JobKnowledge.Join(null, Disk).Should().Be(Disk);
    }

    [Fact]
    public void The_disk_adds_the_process_and_the_progress() => JobKnowledge.Join(Transport, Disk).Should().Be(Disk);

    [Fact]
    public void A_run_that_is_over_says_nothing_about_the_newest() =>
        JobKnowledge.Join(Transport, Disk with { Run = 0 }).Should().Be(Transport);

    [Fact]
    public void The_transport_decides_the_state() =>
        JobKnowledge.Join(Transport with { State = "queued" }, Disk)!.State.Should().Be("queued");

    [Fact]
    public void A_job_that_does_not_run_has_no_process() =>
        JobKnowledge.Join(Transport with { State = "succeeded" }, Disk)!.Pid.Should().BeNull();
}
