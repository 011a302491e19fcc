using System.Collections.Concurrent;
using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class ManyAtOnce<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    private const int Senders = 4;
    private const int Receivers = 4;
    private const int JobsEach = 60;
    private readonly ConcurrentBag<string> received = [];
    private readonly CancellationTokenSource allReceived = new();

    [Fact]
    public async Task Every_job_of_many_senders_reaches_one_of_many_receivers_once()
    {
        var receiving = Enumerable.Range(0, Receivers).Select(_ => Task.Run(ReceiveUntilAllAsync)).ToArray();
        var sent = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendSomeAsync)));
        await Task.WhenAll(receiving);

        received.Should().BeEquivalentTo(sent.SelectMany(ids => ids));
        await EventuallyEmptyAsync(await OpenReceiverAsync());
        allReceived.Dispose();
    }

    private async Task<List<string>> SendSomeAsync()
    {
        await using var transport = await Fixture.OpenAsync(Deadline);
        var jobs = Enumerable.Range(0, JobsEach).Select(i => NewJob($"{i}")).ToList();
        await Parallel.ForEachAsync(jobs, Deadline, async (job, token) => await transport.Sender.SendAsync(job, QueueDeclaration.Quorum, token));
        return jobs.ConvertAll(job => job.Id);
    }

    private async Task ReceiveUntilAllAsync()
    {
        await using var transport = await Fixture.OpenAsync(Deadline);
        await using var receiver = await transport.OpenReceiverAsync(Options(null), Deadline);
        try
        {
            while (true)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(allReceived.Token, Deadline);
                await CompleteAsync(await receiver.ReceiveAsync(default, either.Token));
            }
        }
        catch (OperationCanceledException) when (allReceived.IsCancellationRequested)
        {
        }
    }

    private async Task CompleteAsync(IDelivery delivery)
    {
        received.Add(delivery.Job.Id);
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        if (received.Count >= Senders * JobsEach)
        {
            await allReceived.CancelAsync();
        }
    }
}
