using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class TakingOver : QueueFileTest
{
    private static readonly Settlement Done = new Settlement.Complete(default);

    [Fact]
    public async Task A_worker_that_vanished_without_a_word_is_followed_by_the_next()
    {
        var run = await VanishAsync();
        await using var transport = await OpenAsync();
        await using var next = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        var resumed = (await next.ReattachAsync([run], Deadline))[0];
        (await resumed.SettleAsync(Done, Deadline)).Should().BeTrue();
        Count("SELECT count(*) FROM receiver").Should().Be(1);
    }

    [Fact]
    public async Task A_lease_that_is_over_is_taken_over_as_long_as_nobody_has_the_job()
    {
        var run = await VanishAsync();
        Meddle("UPDATE receiver SET lease_until = 1");
        await using var transport = await OpenAsync();
        await using var next = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        await using var stranger = await OpenReceiverAsync(transport);
        (await stranger.IsEmptyAsync(Deadline)).Should().BeTrue();
        (await (await next.ReattachAsync([run], Deadline))[0].SettleAsync(Done, Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task What_had_ended_before_a_reboot_is_settled_after_it()
    {
        var run = await VanishAsync();
        Meddle("UPDATE receiver SET boot = 'an-earlier-one'");
        await using var transport = await OpenAsync();
        await using var next = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        (await (await next.ReattachAsync([run], Deadline))[0].SettleAsync(Done, Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task Several_that_were_there_before_are_all_taken_over()
    {
        var first = await VanishAsync();
        Meddle("UPDATE receiver SET state_directory = '/state/b'");
        var second = await VanishAsync(job: "job-2");
        Meddle("UPDATE receiver SET state_directory = '/state/a'");
        await using var transport = await OpenAsync();
        await using var next = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        (await next.ReattachAsync([second, first], Deadline)).Select(delivery => (delivery.Job.Id, delivery.Lost.IsCancellationRequested))
            .Should().Equal(("job-2", false), ("job-1", false));
    }

    [Fact]
    public async Task Under_another_name_nothing_is_taken_over_but_what_is_on_its_disk()
    {
        await using (var sender = await OpenAsync())
        {
            await SendAsync(sender, NewJob("job-0"));
        }

        var run = await VanishAsync(jobs: 2);
        Meddle("UPDATE receiver SET worker = 'worker-2'");
        await using var transport = await OpenAsync();
        await using var next = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        (await (await next.ReattachAsync([run], Deadline))[0].SettleAsync(Done, Deadline)).Should().BeTrue();
        string[] states = [(await transport.Monitor.FindJobAsync("job-0", Deadline))!.State, (await transport.Monitor.FindJobAsync("job-1", Deadline))!.State];
        states.Should().BeEquivalentTo("succeeded", "running");
    }

    [Fact]
    public async Task Jobs_of_one_id_that_cannot_be_told_apart_begin_anew()
    {
        await using (var sender = await OpenAsync())
        {
            await SendAsync(sender);
        }

        var run = await VanishAsync(jobs: 2);
        await using var transport = await OpenAsync();
        await using var next = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        (await next.ReattachAsync([run, run], Deadline)).Should().AllSatisfy(delivery => delivery.Lost.IsCancellationRequested.Should().BeTrue());
        (await next.ReceiveAsync(default, Deadline)).Job.Run.Should().Be(1);
        (await next.ReceiveAsync(default, Deadline)).Job.Run.Should().Be(1);
    }

    [Fact]
    public async Task A_run_told_of_twice_is_settled_once()
    {
        var run = await VanishAsync();
        await using var transport = await OpenAsync();
        await using var next = await OpenReceiverAsync(transport, stateDirectory: "/state/a");
        (await next.ReattachAsync([run, run], Deadline)).Count(delivery => delivery.Lost.IsCancellationRequested).Should().Be(1);
    }

    /// <summary>A worker whose process is gone between one moment and the next: its receiver is never closed.</summary>
    private async Task<ResumedRun> VanishAsync(TimeSpan? lease = null, string job = "job-1", int jobs = 1)
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport, NewJob(job));
        var receiver = await OpenReceiverAsync(transport, lease, "/state/a");
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        for (var i = 1; i < jobs; i++)
        {
            await receiver.ReceiveAsync(default, Deadline);
        }

        return new ResumedRun(delivery.Job with { Body = default }, delivery.Term);
    }
}
