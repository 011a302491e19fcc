using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Tests.Runner;

public sealed class DescribingARun
{
    private static readonly RunDescriptor Full = new()
    {
        Version = 2,
        Job = "jöb \"1\"",
        Queue = "films",
        Run = 3,
        Attempt = 2,
        Interruptions = 4,
        ReplyTo = "answers",
        CorrelationId = "c",
        TraceParent = "00-1-2-3",
        SentAt = DateTimeOffset.UnixEpoch.AddTicks(1),
        Worker = "worker",
        Files = "/runs/1",
        SafeUntil = 5,
        SurvivesUntil = 6,
        StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
        Boot = "boot",
        Runner = 7,
        RunnerBirth = 8,
        Pid = 9,
        PidBirth = 10,
        EndedAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        ExitCode = 11,
        Signal = 12,
        StopReason = nameof(StopReason.LeaseLost),
        StartError = "no",
        Invalid = true,
        Survivors = true,
        Output = [0, 255],
    };

    [Fact]
    public void All_of_it_is_read_as_it_was_written()
    {
        typeof(RunDescriptor).GetProperties().Where(property => property.CanWrite)
            .Should().OnlyContain(property => !Equals(property.GetValue(Full), property.GetValue(Least())), "a field that the writer forgets is to be noticed");

        RunDescriptorJson.Read(RunDescriptorJson.Write(Full)).Should().BeEquivalentTo(Full);
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var least = Least();

        RunDescriptorJson.Read(RunDescriptorJson.Write(least)).Should().BeEquivalentTo(least);
        Encoding.UTF8.GetString(RunDescriptorJson.Write(least)).Should().NotContain("null");
    }

    [Fact]
    public void What_it_asks_for_arrives_in_the_start_frame()
    {
        var request = new RunRequest { Run = Least() with { ReplyTo = "answers", SentAt = DateTimeOffset.UnixEpoch.AddTicks(1), Attempt = 2, SafeUntil = 5, SurvivesUntil = 6 }, Program = "/bin/true", Arguments = ["true"u8.ToArray()], Environment = ["A=b"u8.ToArray()], Checkpoint = new byte[] { 0, 1 }, UnderstandsFfmpeg = true, LogLimit = 9 };

        var received = RunRequest.From(request.ToFrame());

        received.Should().BeEquivalentTo(request, options => options.Excluding(member => member.Checkpoint));
        received.Checkpoint.ToArray().Should().Equal(request.Checkpoint.ToArray());
    }

    [Fact]
    public void A_reason_to_stop_that_is_not_known_yet_is_one_of_haulbeats_own() =>
        (Full with { StopReason = "FromTheFuture" }).ExitReport!.StopReason.Should().Be(StopReason.Return);

    private static RunDescriptor Least() => new() { Job = "job", Queue = "queue", Worker = "w", Files = "/runs/2" };
}
