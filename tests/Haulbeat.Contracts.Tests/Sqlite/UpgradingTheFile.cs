using Haulbeat.Jobs;
using Haulbeat.Sqlite.Schema;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class UpgradingTheFile : QueueFileTest
{
    [Fact]
    public async Task Jobs_of_the_first_schema_run_wait_and_are_taken_over_in_the_second()
    {
        MakeFirst();
        await using var transport = await OpenAsync();
        await using var receiver = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        var run = new ResumedRun(new Job { Id = "running", Queue = "films" }, default);
        var resumed = (await receiver.ReattachAsync([run], Deadline))[0];
        var waiting = await receiver.ReceiveAsync(default, Deadline);

        (await resumed.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeTrue();
        waiting.Job.Should().BeEquivalentTo(new { Id = "waiting", Run = 0 });
        (await transport.Monitor.FindJobAsync("done", Deadline))!.State.Should().Be("succeeded");
        Count("PRAGMA user_version").Should().Be(2);
    }

    /// <summary>A file as a program leaves it that knows the first schema only.</summary>
    private void MakeFirst()
    {
        Meddle("PRAGMA journal_mode = WAL");
        Meddle(Version1.Sql);
        Meddle($"""
            INSERT INTO queue VALUES ('films', 0);
            INSERT INTO receiver (worker, boot, lease_until) VALUES ('worker-1', 'some', 1);
            INSERT INTO job (number, id, queue, state, priority, run, attempt, receiver, worker, sent_at, started_at, state_directory) VALUES
                (1, 'running', 'films', 'running', 0, 0, 1, 1, 'worker-1', 0, 0, '/state/a'),
                (2, 'waiting', 'films', 'queued', 0, -1, 1, NULL, NULL, 0, NULL, NULL),
                (3, 'done', 'films', 'succeeded', 0, 0, 1, NULL, 'worker-1', 0, 0, '/state/a');
            INSERT INTO message (job, body) VALUES (1, x'01'), (2, x'02');
            PRAGMA application_id = {Migrations.ApplicationId};
            PRAGMA user_version = 1;
            """);
    }
}
