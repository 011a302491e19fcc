using Haulbeat.Receiving;
using Haulbeat.Settling;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class ShowingTheState : QueueFileTest
{
    [Fact]
    public async Task A_job_is_queued_then_running_then_succeeded()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        (await transport.FindJobAsync("job-1", Deadline)).Should().BeEquivalentTo(new { State = "queued", Queue = "films", Run = 0, Attempt = 1, Worker = (string?)null });

        await using var receiver = await ReceiveAsync(transport);
        var delivery = await receiver.NextAsync(Deadline);
        var running = await transport.FindJobAsync("job-1", Deadline);
        running.Should().BeEquivalentTo(new { State = "running", Worker = "worker-1", StateDirectory = "/state/1" });
        running!.StartedAt.Should().BeOnOrAfter(running.SentAt!.Value);

        await delivery.SettleAsync(new Settlement.Complete("größe"u8.ToArray()), Deadline);
        var ended = await transport.FindJobAsync("job-1", Deadline);
        ended.Should().BeEquivalentTo(new { State = "succeeded", Outcome = "succeeded", ExitCode = 0, Result = "größe", StateDirectory = "/state/1" });
        ended!.EndedAt.Should().BeOnOrAfter(ended.StartedAt!.Value);
    }

    [Fact]
    public async Task A_queue_counts_what_it_holds_and_who_works_for_it()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await SendAsync(transport, NewJob("job-2"));
        await using (var receiver = await ReceiveAsync(transport))
        {
            await receiver.NextAsync(Deadline);
            (await transport.FindQueueAsync("films", Deadline)).Should().Be(new QueueState("films", 1, 1, 0, 1));
        }

        (await transport.ListQueuesAsync(Deadline)).Should().Equal(new QueueState("films", 1, 1, 0, 0));
    }

    [Fact]
    public async Task Nothing_is_known_of_an_unknown_job()
    {
        await using var transport = await OpenAsync();
        (await transport.FindJobAsync("job-1", Deadline)).Should().BeNull();
    }

    [Fact]
    public async Task A_sound_file_is_found_sound()
    {
        await using var transport = await OpenAsync();
        var findings = new List<Finding>();
        await foreach (var finding in transport.ExamineAsync(null, Deadline))
        {
            findings.Add(finding);
        }

        findings.Should().Contain(finding => finding.Check == "integrity").And.NotContain(finding => finding.Verdict == FindingVerdict.Bad);
    }

    [Fact]
    public async Task Higher_priority_goes_first()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport, NewJob("low"));
        await SendAsync(transport, NewJob("high") with { Priority = 9 });
        await using var receiver = await ReceiveAsync(transport);
        (await receiver.NextAsync(Deadline)).Job.Id.Should().Be("high");
    }
}
