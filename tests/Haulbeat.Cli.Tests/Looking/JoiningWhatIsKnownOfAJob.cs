using Haulbeat.Cli.Commands;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;

namespace Haulbeat.Cli.Tests.Looking;

public sealed class JoiningWhatIsKnownOfAJob
{
    private static readonly JobState Transport = new() { Job = "one", Queue = "films", State = "running", Run = 1 };
    private static readonly JobState Disk = Transport with { Pid = 7, Progress = 0.5 };

    [Fact]
    public void Nothing_and_nothing_is_nothing() => KnownJobs.Join(null, null).Should().BeNull();

    [Fact]
    public void One_alone_is_taken_as_it_is()
    {
        KnownJobs.Join(Transport, null).Should().Be(Transport);
        KnownJobs.Join(null, Disk).Should().Be(Disk);
    }

    [Fact]
    public void The_disk_adds_the_process_and_the_progress() => KnownJobs.Join(Transport, Disk).Should().Be(Disk);

    [Fact]
    public void A_run_that_is_over_says_nothing_about_the_newest() =>
        KnownJobs.Join(Transport, Disk with { Run = 0 }).Should().Be(Transport);

    [Fact]
    public void The_transport_decides_the_state() =>
        KnownJobs.Join(Transport with { State = "queued" }, Disk)!.State.Should().Be("queued");

    [Fact]
    public void A_job_that_does_not_run_has_no_process() =>
        KnownJobs.Join(Transport with { State = "succeeded" }, Disk)!.Pid.Should().BeNull();

    [Fact]
    public void A_broker_that_was_only_told_of_the_sending_knows_less_than_the_disk()
    {
        var noon = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
        var sent = new JobState { Job = "one", Queue = "films", State = "queued", SentAt = noon, History = [new JobEvent(noon, "sent", null, null)] };
        var disk = sent with { State = "running", Pid = 7, SentAt = null, StartedAt = noon.AddSeconds(1), History = [] };
        KnownJobs.Join(sent, disk).Should().Be(disk with { SentAt = noon, History = sent.History });
        KnownJobs.Join(sent, disk with { State = "succeeded", StartedAt = noon.AddDays(-1) })!.State.Should().Be("queued");
    }

    [Fact]
    public void Of_many_jobs_each_stands_once_with_what_both_know()
    {
        var elsewhere = Transport with { Job = "two", Worker = "far" };
        var unheardOf = Disk with { Job = "three" };
        var otherQueue = Disk with { Queue = "clips" };

        KnownJobs.JoinAll([Transport, elsewhere], [unheardOf, Disk with { Run = 0 }, Disk, otherQueue]).Should().Equal(Disk, elsewhere, unheardOf, otherQueue);
    }
}
