using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class TakingFromSeveralQueues<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task One_receiver_takes_jobs_of_all_its_queues()
    {
        string[] queues = [Queue, Fixture.NewQueue(), Fixture.NewQueue()];
        foreach (var queue in queues)
        {
            await SendAsync(queue: queue);
        }

        var receiver = await OpenReceiverAsync(Transport, queues: queues);
        var from = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            from.Add((await receiver.ReceiveAsync(default, Deadline)).Job.Queue);
        }

        from.Should().BeEquivalentTo(queues);
    }

    [Fact]
    public async Task No_job_waits_unread_behind_a_full_worker()
    {
        var other = Fixture.NewQueue();
        string[] queues = [Queue, other];
        await SendAsync();
        var full = await OpenReceiverAsync(Transport, queues: queues);
        await full.ReceiveAsync(default, Deadline);

        var (here, there) = (await SendAsync(), await SendAsync(queue: other));
        var free = await OpenReceiverAsync(await OpenAsync(), queues: queues);
        string[] received = [await NextIdAsync(free), await NextIdAsync(free)];
        received.Should().BeEquivalentTo([here.Id, there.Id]);
    }

    private async Task<string> NextIdAsync(IJobReceiver receiver) => (await receiver.ReceiveAsync(default, Deadline)).Job.Id;
}
