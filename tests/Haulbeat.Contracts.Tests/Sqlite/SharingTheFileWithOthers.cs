using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class SharingTheFileWithOthers : QueueFileTest
{
    [Fact]
    public async Task A_sender_waits_for_a_program_that_holds_a_transaction_open()
    {
        await using var transport = await OpenAsync();
        Task sending;
        await using (var connection = Connect())
        {
            await using var transaction = connection.BeginTransaction(deferred: false);
            sending = SendAsync(transport);
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Deadline);
            sending.IsCompleted.Should().BeFalse();
            await transaction.CommitAsync(Deadline);
        }

        await sending;
    }

    [Fact]
    public async Task A_waiting_worker_hears_of_a_job_at_once()
    {
        await using var transport = await OpenAsync();
        await using var sender = await OpenAsync();
        await using var receiver = await OpenReceiverAsync(transport);
        await MostlyAtOnceAsync(async round =>
        {
            var next = receiver.ReceiveAsync(default, Deadline);
            await SendAsync(sender, NewJob($"job-{round}"));
            await (await next).SettleAsync(new Settlement.Complete(default), Deadline);
        });
    }

    [Fact]
    public async Task A_waiting_sender_hears_of_the_end_at_once()
    {
        await using var transport = await OpenAsync();
        await using var sender = await OpenAsync();
        await using var receiver = await OpenReceiverAsync(transport);
        await MostlyAtOnceAsync(async round =>
        {
            var end = sender.Sender.SendAndWaitAsync(NewJob($"job-{round}"), QueueDeclaration.Quorum, Deadline);
            await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Complete(default), Deadline);
            await end;
        });
    }

    [Fact]
    public async Task A_refused_command_spoils_none_of_those_it_is_committed_with()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        var sends = Enumerable.Range(0, 200).Select(i => transport.Sender.SendAsync(
            NewJob($"job-{i}") with { Queue = i % 10 == 0 ? "unknown" : "films" }, QueueDeclaration.Never, Deadline)).ToList();
        await Task.WhenAll(sends).ContinueWith(_ => { }, TaskScheduler.Default);

        sends.Count(send => send.IsFaulted).Should().Be(20);
        sends.Where(send => send.IsFaulted).Should().AllSatisfy(send => send.Exception!.InnerException.Should().BeOfType<TransportException>());
        (await transport.Monitor.FindQueueAsync("films", Deadline))!.Queued.Should().Be(181);
    }

    [Fact]
    public async Task A_closed_transport_says_so()
    {
        var transport = await OpenAsync();
        await transport.DisposeAsync();
        var send = () => SendAsync(transport);
        await send.Should().ThrowAsync<ObjectDisposedException>();
    }

    // Whoever only looks once a second takes about a second each time; a busy disk takes it now and then.
    private static async Task MostlyAtOnceAsync(Func<int, Task> round)
    {
        var took = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await round(i);
            took.Add(TimeProvider.System.GetElapsedTime(start));
        }

        took.Order().ElementAt(took.Count / 2).Should().BeLessThan(TimeSpan.FromMilliseconds(500));
    }
}
