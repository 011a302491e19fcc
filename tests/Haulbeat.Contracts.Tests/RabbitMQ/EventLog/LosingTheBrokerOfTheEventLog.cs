using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Testing;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class LosingTheBrokerOfTheEventLog(BrokerToBreak toBreak) : EventLogTest, IClassFixture<BrokerToBreak>
{
    protected override Uri Address => Broker.Address;

    private OwnBroker Broker => toBreak.Broker;

    [Fact]
    public async Task A_restarted_broker_still_knows_what_it_confirmed()
    {
        var (log, key) = (await OpenAsync(), NewKey());
        var other = NewKey();
        await log.AppendAsync(Record(key, First("one")), Deadline);
        (await log.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("one");
        // Not killed: up to 4.0 a stream that is killed in its first seconds stays down for good.
        var restarting = Broker.RestartAsync();
        var reading = log.ReadAsync(other, Deadline);
        await restarting;

        (await reading).Should().Be(JobOwnership.None);
        await AppendUntilItWorksAsync(log, other);
        (await log.ReadAsync(other, Deadline)).Newest.Owner.Should().Be("two");
        (await log.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("one");
        (await (await OpenAsync()).ReadAsync(key, Deadline)).Newest.Owner.Should().Be("one");
    }

    [Fact]
    public async Task Connections_that_are_closed_again_and_again_cost_no_entry()
    {
        var (log, reader) = (await OpenAsync(), await OpenAsync());
        var keys = Enumerable.Range(0, 300).Select(_ => NewKey()).ToList();
        var writing = Task.WhenAll(keys.Select(key => AppendUntilItWorksAsync(log, key)));
        for (var i = 0; i < 3; i++)
        {
            await reader.ReadAsync(keys[0], Deadline);
            await Broker.ControlAsync("close_all_connections", "by the test");
        }

        await writing;
        foreach (var key in keys)
        {
            (await reader.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("two");
        }
    }

    [Fact]
    public async Task Under_an_alarm_reading_waits_as_claiming_does_and_people_are_told_what_is_there()
    {
        var (log, key) = (await OpenAsync(), NewKey());
        await log.AppendAsync(Record(key, First("one")), Deadline);
        await Broker.ControlAsync("set_vm_memory_high_watermark", "0.00001");
        var reading = Task.FromResult(JobOwnership.None);
        try
        {
            // The broker says so to whoever publishes, and takes nothing more from then on.
            await EventuallyAsync(() =>
            {
                reading = reading.IsCompleted ? log.ReadAsync(key, Deadline) : reading;
                return Task.FromResult(log.Blocked is not null);
            });
            reading = log.ReadAsync(key, Deadline);
            await EventuallyAsync(async () => await FindJobAsync(log, key.ToString()) is { State: "running" });
            reading.IsCompleted.Should().BeFalse();
        }
        finally
        {
            await Broker.ControlAsync("set_vm_memory_high_watermark", "0.4");
        }

        (await reading).Newest.Owner.Should().Be("one");
    }

    private Task AppendUntilItWorksAsync(JobEventLog log, EventLogKey key) => EventuallyAsync(async () =>
    {
        try
        {
            await log.AppendAsync(Record(key, First("two")), Deadline);
            return true;
        }
        catch (TransportException)
        {
            return false;
        }
    });
}
