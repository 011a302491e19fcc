using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class ShowingTheState : QueueFileTest
{
    [Fact]
    public async Task A_job_is_queued_then_running_then_succeeded()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        (await transport.Monitor.FindJobAsync("job-1", Deadline)).Should().BeEquivalentTo(new { State = "queued", Queue = "films", Run = 0, Attempt = 1, Worker = (string?)null });

        await using var receiver = await OpenReceiverAsync(transport);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        var running = await transport.Monitor.FindJobAsync("job-1", Deadline);
        running.Should().BeEquivalentTo(new { State = "running", Worker = "worker-1", StateDirectory = "/state/1" });
        running!.StartedAt.Should().BeOnOrAfter(running.SentAt!.Value);

        await delivery.SettleAsync(new Settlement.Complete("größe"u8.ToArray()), Deadline);
        var ended = await transport.Monitor.FindJobAsync("job-1", Deadline);
        ended.Should().BeEquivalentTo(new { State = "succeeded", Outcome = "succeeded", ExitCode = 0, Result = "größe", StateDirectory = "/state/1" });
        ended!.EndedAt.Should().BeOnOrAfter(ended.StartedAt!.Value);
    }

    [Fact]
    public async Task A_queue_counts_what_it_holds_and_who_works_for_it()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await SendAsync(transport, NewJob("job-2"));
        await using (var receiver = await OpenReceiverAsync(transport))
        {
            await receiver.ReceiveAsync(default, Deadline);
            (await transport.Monitor.FindQueueAsync("films", Deadline)).Should().Be(new QueueState("films", 1, 1, 0, 1));
        }

        (await transport.Monitor.ListQueuesAsync(Deadline)).Should().Equal(new QueueState("films", 1, 1, 0, 0));
    }

    [Fact]
    public async Task Nothing_is_known_of_an_unknown_job()
    {
        await using var transport = await OpenAsync();
        (await transport.Monitor.FindJobAsync("job-1", Deadline)).Should().BeNull();
    }

    [Fact]
    public async Task A_sound_file_is_found_sound()
    {
        await using var transport = await OpenAsync();
        var checks = new List<Check>();
        await foreach (var check in transport.Diagnostics.ExamineAsync(null, Deadline))
        {
            checks.Add(check);
        }

        checks.Should().Contain(check => check.Name == "integrity").And.NotContain(check => check.Verdict == CheckVerdict.Bad);
    }

    [Fact]
    public async Task Higher_priority_goes_first()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport, NewJob("low"));
        await SendAsync(transport, NewJob("high") with { Priority = 9 });
        await using var receiver = await OpenReceiverAsync(transport);
        (await receiver.ReceiveAsync(default, Deadline)).Job.Id.Should().Be("high");
    }
}
