using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class ForgettingOldJobs : QueueFileTest
{
    [Fact]
    public async Task A_job_that_succeeded_long_ago_is_forgotten()
    {
        await using var transport = await OpenAsync();
        await EndAsync(transport, "old", new Settlement.Complete(default));
        await EndAsync(transport, "new", new Settlement.Complete(default));
        Meddle("UPDATE job SET ended_at = ended_at - 8 * 86400000 WHERE id = 'old'");
        await (await OpenReceiverAsync(transport)).DisposeAsync();
        (await transport.Monitor.FindJobAsync("old", Deadline)).Should().BeNull();
        (await transport.Monitor.FindJobAsync("new", Deadline)).Should().NotBeNull();
    }

    [Fact]
    public async Task Only_the_newest_are_remembered_and_the_dead_and_waiting_always()
    {
        await using var transport = await OpenAsync();
        await EndAsync(transport, "first", new Settlement.Complete(default));
        await SendAsync(transport, NewJob("waiting"));
        Meddle("""
            INSERT INTO job (id, queue, state, priority, attempt, sent_at, ended_at)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            SELECT 'job-' || i, 'films', 'succeeded', 0, 1, 0, unixepoch() * 1000 + 60000 + i FROM n;
            INSERT INTO job (id, queue, state, priority, attempt, sent_at, ended_at) VALUES ('dead', 'films', 'dead', 0, 1, 0, 0);
            """);
        await (await OpenReceiverAsync(transport)).DisposeAsync();
        (await transport.Monitor.FindJobAsync("first", Deadline)).Should().BeNull();
        (await transport.Monitor.FindJobAsync("job-1", Deadline)).Should().NotBeNull();
        (await transport.Monitor.FindJobAsync("dead", Deadline)).Should().NotBeNull();
        (await transport.Monitor.FindJobAsync("waiting", Deadline)).Should().NotBeNull();
    }

    private async Task EndAsync(ITransport transport, string id, Settlement settlement)
    {
        await SendAsync(transport, NewJob(id));
        await using var receiver = await OpenReceiverAsync(transport);
        (await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(settlement, Deadline)).Should().BeTrue();
    }
}
