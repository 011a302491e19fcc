using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class SavingCheckpoints : QueueFileTest
{
    [Fact]
    public async Task Many_in_a_row_cost_few_writes()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var receiver = await OpenReceiverAsync(transport);
        Meddle("""
            CREATE TABLE writes (n INTEGER);
            CREATE TRIGGER written AFTER INSERT ON checkpoint BEGIN INSERT INTO writes VALUES (1); END;
            CREATE TRIGGER written_again AFTER UPDATE ON checkpoint BEGIN INSERT INTO writes VALUES (1); END;
            """);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        for (byte i = 0; i < 200; i++)
        {
            delivery.SaveCheckpoint(new[] { i });
        }

        await EventuallyAsync(() => Count("SELECT count(*) FROM checkpoint WHERE content = x'c7'") == 1);
        Count("SELECT count(*) FROM writes").Should().BeLessThan(5);
    }

    [Fact]
    public async Task They_are_forgotten_when_the_job_succeeded_and_kept_while_it_may_run_again()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await SendAsync(transport, NewJob("job-2"));
        await using var receiver = await OpenReceiverAsync(transport);
        var (first, second) = (await receiver.ReceiveAsync(default, Deadline), await receiver.ReceiveAsync(default, Deadline));
        first.SaveCheckpoint(new byte[] { 1 });
        second.SaveCheckpoint(new byte[] { 2 });
        await EventuallyAsync(() => Count("SELECT count(*) FROM checkpoint") == 2);
        await first.SettleAsync(new Settlement.Complete(default), Deadline);
        await second.SettleAsync(new Settlement.Requeue(), Deadline);
        Count("SELECT count(*) FROM checkpoint").Should().Be(1);
        (await receiver.ReceiveAsync(default, Deadline)).Job.Checkpoint.ToArray().Should().Equal(2);
    }

    [Fact]
    public async Task A_worker_that_leaves_its_job_to_the_next_leaves_the_newest_too()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using (var leaving = await OpenReceiverAsync(transport))
        {
            var delivery = await leaving.ReceiveAsync(default, Deadline);
            delivery.SaveCheckpoint(new byte[] { 1 });
            await EventuallyAsync(() => Count("SELECT count(*) FROM checkpoint") == 1);
            delivery.SaveCheckpoint(new byte[] { 2 });
        }

        Count("SELECT count(*) FROM checkpoint WHERE content = x'02'").Should().Be(1);
    }

    [Fact]
    public async Task Who_has_lost_the_job_changes_nothing()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var late = await OpenReceiverAsync(transport);
        var lost = await late.ReceiveAsync(default, Deadline);
        Meddle("UPDATE receiver SET lease_until = 0");
        await using var heir = await OpenReceiverAsync(transport);
        var taken = await heir.ReceiveAsync(default, Deadline);
        lost.SaveCheckpoint(new byte[] { 1 });
        (await lost.SettleAsync(new Settlement.Requeue(), Deadline)).Should().BeFalse();
        await taken.SettleAsync(new Settlement.Requeue(), Deadline);
        (await heir.ReceiveAsync(default, Deadline)).Job.Checkpoint.Length.Should().Be(0);
    }
}
