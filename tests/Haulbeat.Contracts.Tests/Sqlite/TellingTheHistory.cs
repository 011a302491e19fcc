using Haulbeat.Jobs;
using Haulbeat.Sqlite;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class TellingTheHistory : QueueFileTest
{
    [Fact]
    public async Task What_interrupted_a_job_is_told_run_by_run()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using (var first = await OpenReceiverAsync(transport, stateDirectory: "/state/a"))
        {
            await (await first.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Requeue(), Deadline);
            await first.ReceiveAsync(default, Deadline);
        }

        await using var second = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        await second.ReattachAsync([new ResumedRun(NewJob() with { Run = 1 }, default)], Deadline);
        Meddle("UPDATE receiver SET lease_until = 0");
        await using var third = await OpenReceiverAsync(transport);
        await (await third.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Complete(default), Deadline);

        (await HistoryAsync(transport)).Select(told => (told.Happened, told.Run)).Should().Equal(
            ("sent", null), ("started", 0), ("requeued", 0), ("started", 1), ("reattached", 1), ("interrupted", 1), ("started", 2), ("finished", 2));
    }

    [Fact]
    public async Task A_job_that_nothing_interrupts_costs_no_write_more()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var receiver = await OpenReceiverAsync(transport);
        await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Complete(default), Deadline);

        Count("SELECT count(*) FROM event").Should().Be(0);
        var history = await HistoryAsync(transport);
        history.Select(told => (told.Happened, told.Run, told.Worker)).Should().Equal(("sent", null, null), ("started", 0, "worker-1"), ("finished", 0, "worker-1"));
        history.Should().BeInAscendingOrder(told => told.At);
    }

    [Fact]
    public async Task It_is_forgotten_with_the_job()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var receiver = await OpenReceiverAsync(transport);
        await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Requeue(), Deadline);
        await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Complete(default), Deadline);
        Count("SELECT count(*) FROM event").Should().Be(1);
        Meddle("UPDATE job SET ended_at = ended_at - 8 * 86400000");
        await (await OpenReceiverAsync(transport)).DisposeAsync();
        Count("SELECT count(*) FROM event").Should().Be(0);
    }

    private async Task<IReadOnlyList<JobEvent>> HistoryAsync(SqliteTransport transport) =>
        (await transport.Monitor.FindJobAsync("job-1", Deadline))!.History;
}
