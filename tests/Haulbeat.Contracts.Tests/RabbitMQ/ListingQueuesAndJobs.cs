using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class ListingQueuesAndJobs : RabbitMQTest
{
    [Fact]
    public async Task The_event_log_names_the_queues_that_exist_and_the_jobs_that_run()
    {
        var gone = Fixture.NewQueue();
        var receiver = await OpenReceiverAsync();
        await SendAsync(NewJob(queue: gone));
        var (first, second) = (await SendAsync("first"), await SendAsync("second"));
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        await (await ForeignChannelAsync()).QueueDeleteAsync(gone, ifUnused: false, ifEmpty: false, cancellationToken: Deadline);

        await EventuallyAsync(async () => await QueuesAsync() is var queues && queues.TryGetValue(Queue, out var state) && state is { Queued: 1, Running: 1, Dead: 0 });
        (await QueuesAsync()).Should().NotContainKey(gone);
        (await Transport.Monitor.FindQueueAsync(Queue, Deadline)).Should().BeEquivalentTo(new { Running = 1L });
        await EventuallyAsync(async () => (await ListAsync(new JobFilter { Queue = Queue })).Jobs.Count == 2);
        (await ListAsync(new JobFilter { Queue = Queue, State = "running" })).Jobs.Should().ContainSingle().Which.Job.Should().Be(first.Id);

        var page = await ListAsync(new JobFilter { Queue = Queue, Limit = 1 });
        var next = await ListAsync(new JobFilter { Queue = Queue, Limit = 1, After = page.Next });
        page.Jobs.Concat(next.Jobs).Select(job => job.Job).Should().BeEquivalentTo([first.Id, second.Id]);
        next.Next.Should().BeNull();

        (await delivery.SettleAsync(Death("exited with code 3", exitCode: 3), Deadline)).Should().BeTrue();
        (await ListAsync(new JobFilter { Queue = Queue, State = "dead" })).Jobs.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Job = first.Id, Outcome = "failed", ExitCode = 3 });
    }

    private Task<JobPage> ListAsync(JobFilter filter) => Transport.Monitor.ListJobsAsync(filter, Deadline);

    private async Task<Dictionary<string, QueueState>> QueuesAsync() =>
        (await Transport.Monitor.ListQueuesAsync(Deadline)).ToDictionary(queue => queue.Queue, StringComparer.Ordinal);
}
