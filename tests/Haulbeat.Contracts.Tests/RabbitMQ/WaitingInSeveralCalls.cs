using Haulbeat.Jobs;
using Haulbeat.Testing;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>One call of ReceiveAsync for each free slot, all at once.</summary>
public sealed class WaitingInSeveralCalls : RabbitMQTest
{
    private const int Calls = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_more_messages_are_taken_than_calls_wait(bool severalQueues)
    {
        for (var i = 0; i < Calls + 2; i++)
        {
            await SendAsync($"{i}");
        }

        var receiver = await ReceiveReportedAsync(Calls, queues: severalQueues ? [Queue, Fixture.NewQueue()] : [Queue]);
        var bodies = (await Task.WhenAll(Begin(receiver, Calls))).Select(Body).ToList();
        await EventuallyAsync(async () => await (await ForeignChannelAsync()).MessageCountAsync(Queue, Deadline) == 2);
        var other = await ReceiveReportedAsync(2);
        bodies.AddRange((await Task.WhenAll(Begin(other, 2))).Select(Body));

        bodies.Should().OnlyHaveUniqueItems();
        Reporter.Warnings.Should().BeEmpty("none was handed out before");
    }

    [Fact]
    public async Task All_calls_share_one_consumer_which_an_acknowledgement_is_enough_for()
    {
        var receiver = await ReceiveReportedAsync(Calls);
        var calls = Begin(receiver, Calls);
        var consumer = await ConsumerAsync();
        for (var i = 0; i < 20; i++)
        {
            await SendAsync($"{i}");
            var call = await Task.WhenAny(calls);
            calls.Remove(call);
            (await (await call).SettleAsync(Done(), Deadline)).Should().BeTrue();
            calls.AddRange(Begin(receiver, 1));
        }

        (await ConsumerAsync()).Should().Be(consumer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_call_leaves_its_message_to_the_next(bool severalQueues)
    {
        var receiver = await ReceiveReportedAsync(2, queues: severalQueues ? [Queue, Fixture.NewQueue()] : [Queue]);
        for (var i = 0; i < 20; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
            var first = receiver.ReceiveAsync(new SlotPermit(0), cancellation.Token);
            var second = receiver.ReceiveAsync(new SlotPermit(1), Deadline);
            var sending = SendAsync($"{i}");
            await cancellation.CancelAsync();
            var sent = await sending;
            var received = await ReceivedAsync(first) ?? await second;

            received.Job.Id.Should().Be(sent.Id);
            (await received.SettleAsync(Done(), Deadline)).Should().BeTrue();
            if (!second.IsCompleted)
            {
                await SendAsync("for the second call");
                (await (await second).SettleAsync(Done(), Deadline)).Should().BeTrue();
            }
        }

        await EventuallyEmptyAsync(receiver);
    }

    [Fact]
    public async Task What_a_cancelled_call_asked_for_is_asked_for_no_more_after_a_moment()
    {
        var receiver = await ReceiveReportedAsync(2);
        var kept = receiver.ReceiveAsync(new SlotPermit(0), Deadline);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var cancelled = receiver.ReceiveAsync(new SlotPermit(1), cancellation.Token);
        var before = await ConsumerAsync();
        await cancellation.CancelAsync();
        await EventuallyAsync(async () => await FindConsumerAsync() is { } now && now != before);
        var (one, two) = (await SendAsync("one"), await SendAsync("two"));
        var other = await (await ReceiveReportedAsync()).ReceiveAsync(default, Deadline);

        new[] { (await kept).Job.Id, other.Job.Id }.Should().BeEquivalentTo([one.Id, two.Id]);
        (await ReceivedAsync(cancelled)).Should().BeNull();
    }

    [Fact]
    public async Task An_ownership_check_goes_on_when_its_call_is_cancelled()
    {
        var sent = await SendAsync();
        var channel = await ForeignChannelAsync();
        _ = await channel.BasicGetAsync(Queue, autoAck: false, Deadline);
        await channel.DisposeAsync();
        var receiver = await ReceiveAtAsync(new UriBuilder(RabbitMQFixture.Broker) { Query = "heartbeat=2" }.ToString());
        for (var i = 0; i < 3; i++)
        {
            await NothingComesAsync(receiver);
            (await receiver.IsEmptyAsync(Deadline)).Should().BeFalse();
        }

        var delivery = await receiver.ReceiveAsync(default, Deadline);
        delivery.Job.Should().BeEquivalentTo(new { sent.Id, Run = 1, Interruptions = 1 });
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task Messages_of_cancelled_calls_go_back_when_the_receiver_stops()
    {
        var sent = await SendAsync();
        var channel = await ForeignChannelAsync();
        _ = await channel.BasicGetAsync(Queue, autoAck: false, Deadline);
        await channel.DisposeAsync();
        var receiver = await ReceiveAtAsync(RabbitMQFixture.Broker.ToString());
        await NothingComesAsync(receiver);
        await receiver.StopAsync();
        await EventuallyAsync(async () => await (await ForeignChannelAsync()).MessageCountAsync(Queue, Deadline) == 1);
        sent.Id.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_queues_can_be_found_empty_while_calls_wait(bool severalQueues)
    {
        var receiver = await ReceiveReportedAsync(2, queues: severalQueues ? [Queue, Fixture.NewQueue()] : [Queue]);
        var calls = Begin(receiver, 2);
        await EventuallyEmptyAsync(receiver);
        var sent = await SendAsync();
        var received = await await Task.WhenAny(calls);

        received.Job.Id.Should().Be(sent.Id);
        (await received.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await EventuallyEmptyAsync(receiver);
    }

    [Fact]
    public async Task A_leased_job_keeps_its_slot_and_the_other_calls_go_on()
    {
        var receiver = await ReceiveReportedAsync(2);
        var sent = await SendAsync("long");
        var calls = Begin(receiver, 2);
        var running = await await Task.WhenAny(calls);
        running.Job.Id.Should().Be(sent.Id);
        (await running.LeaseAsync(Deadline)).Should().BeTrue();
        var next = calls.Single(call => !call.IsCompleted);
        for (var i = 0; i < 5; i++)
        {
            await SendAsync($"{i}");
            (await (await next).SettleAsync(Done(), Deadline)).Should().BeTrue();
            next = receiver.ReceiveAsync(new SlotPermit(1), Deadline);
        }

        running.Lost.IsCancellationRequested.Should().BeFalse();
        (await running.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    private List<Task<IDelivery>> Begin(IJobReceiver receiver, int count) =>
        [.. Enumerable.Range(0, count).Select(slot => receiver.ReceiveAsync(new SlotPermit(slot), Deadline))];

    private static string Body(IDelivery delivery) => System.Text.Encoding.UTF8.GetString(delivery.Job.Body.Span);

    private static async Task<IDelivery?> ReceivedAsync(Task<IDelivery> call)
    {
        try
        {
            return await call;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string> ConsumerAsync()
    {
        string? found = null;
        await EventuallyAsync(async () => (found = await FindConsumerAsync()) is not null);
        return found!;
    }

    /// <summary>The tag of the queue's only consumer.</summary>
    private async Task<string?> FindConsumerAsync()
    {
        var consumers = await TestBroker.ControlAsync("list_consumers", "--no-table-headers", "--quiet", "queue_name", "consumer_tag");
        return consumers.Split('\n').Select(line => line.Split('\t')).SingleOrDefault(consumer => consumer[0] == Queue)?[1];
    }
}
