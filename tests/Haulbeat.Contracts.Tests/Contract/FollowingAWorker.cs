using Haulbeat.Jobs;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class FollowingAWorker<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_run_that_goes_on_is_leased_by_the_next_worker()
    {
        var sent = await SendAsync();
        var worker = Succeedable();
        var left = await VanishAsync(worker);
        var next = await SucceedAsync(worker);
        var resumed = (await next.ReattachAsync(left, Deadline)).Should().ContainSingle().Subject;

        resumed.Job.Should().BeEquivalentTo(new { sent.Id, sent.Queue, Run = 0, Attempt = 1 });
        await EventuallyAsync(() => Task.FromResult(resumed.Term.IsLeased && resumed.Term.SafeUntil > BootClock.Now));
        await NothingComesAsync(next);
        resumed.Lost.IsCancellationRequested.Should().BeFalse();
        (await resumed.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await EventuallyEmptyAsync(next);
    }

    [Fact]
    public async Task Whatever_the_next_worker_is_called()
    {
        await SendAsync();
        var worker = Succeedable();
        var left = await VanishAsync(worker);
        var next = await SucceedAsync(worker with { Worker = worker.Worker + "-renamed" });
        var resumed = (await next.ReattachAsync(left, Deadline)).Should().ContainSingle().Subject;

        await EventuallyAsync(() => Task.FromResult(resumed.Term.IsLeased && resumed.Term.SafeUntil > BootClock.Now));
        resumed.Lost.IsCancellationRequested.Should().BeFalse();
        (await resumed.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await EventuallyEmptyAsync(next);
    }

    [Fact]
    public async Task A_resumed_run_is_renewed_like_any_other()
    {
        await SendAsync();
        var worker = Succeedable(Fixture.ShortLease);
        var left = await VanishAsync(worker);
        var resumed = (await (await SucceedAsync(worker)).ReattachAsync(left, Deadline))[0];
        var other = (await OpenReceiverAsync(await OpenAsync())).ReceiveAsync(default, Deadline);
        await LongerThanAsync(resumed, BootClock.Now + (Fixture.ShortLease * 1.5));

        other.IsCompleted.Should().BeFalse();
        (await resumed.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task What_an_earlier_run_saved_outlasts_a_worker_that_reattaches()
    {
        await SendAsync();
        var worker = Succeedable(Fixture.ShortLease);
        await using (var first = await Transport.OpenReceiverAsync(worker, Deadline))
        {
            await InterruptAsync(first, "one");
        }

        var left = await VanishAsync(worker);
        var next = await SucceedAsync(worker);
        var resumed = (await next.ReattachAsync([.. left.Select(run => run with { Job = run.Job with { Checkpoint = default } })], Deadline))[0];
        await LongerThanAsync(resumed, BootClock.Now + (Fixture.ShortLease * 1.5));

        (await resumed.SettleAsync(new Settlement.Requeue(), Deadline)).Should().BeTrue();
        (await next.ReceiveAsync(default, Deadline)).Job.Checkpoint.ToArray().Should().Equal(Bytes("one").ToArray());
    }

    [Fact]
    public async Task The_sender_hears_of_an_end_that_the_next_worker_settles()
    {
        var worker = Succeedable();
        await (await Transport.OpenReceiverAsync(Options(null), Deadline)).DisposeAsync(); // Makes the queue.
        var end = (await OpenAsync()).Sender.SendAndWaitAsync(NewJob(), QueueDeclaration.Never, Deadline);
        var left = await VanishAsync(worker);
        var ended = (await (await SucceedAsync(worker)).ReattachAsync(left, Deadline))[0];
        (await ended.SettleAsync(Done("ready"), Deadline)).Should().BeTrue();
        (await end).Result.ToArray().Should().Equal(Bytes("ready").ToArray());
    }

    [Fact]
    public async Task A_job_of_which_nothing_runs_any_more_begins_again_at_once()
    {
        string[] sent = [(await SendAsync("one")).Id, (await SendAsync("two")).Id];
        var worker = Succeedable();
        var left = await VanishAsync(worker, jobs: 2);
        var next = await SucceedAsync(worker);
        var resumed = (await next.ReattachAsync([left[1]], Deadline))[0];
        var again = await next.ReceiveAsync(default, Deadline);

        string[] found = [again.Job.Id, resumed.Job.Id];
        found.Should().BeEquivalentTo(sent);
        again.Job.Should().BeEquivalentTo(new { Run = 1, Interruptions = 1, Attempt = 1 });
        again.Job.Body.Length.Should().Be(3);
        (await again.SettleAsync(Done(), Deadline)).Should().BeTrue();
        (await resumed.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task A_stranger_gets_the_job_only_after_the_lease_and_with_its_checkpoint()
    {
        var sent = await SendAsync();
        var left = await VanishAsync(Succeedable(Fixture.ShortLease), checkpoint: "half");
        var stranger = await SucceedAsync(Succeedable());
        await stranger.ReattachAsync([], Deadline);
        var taken = await stranger.ReceiveAsync(default, Deadline);

        BootClock.Now.Should().BeGreaterThan(left[0].Term.SurvivesUntil);
        taken.Job.Should().BeEquivalentTo(new { sent.Id, Run = 1, Interruptions = 1, Attempt = 1 });
        taken.Job.Body.ToArray().Should().Equal(sent.Body.ToArray());
        taken.Job.Checkpoint.ToArray().Should().Equal(Bytes("half").ToArray());
    }

    [Fact]
    public async Task Who_comes_back_after_its_lease_finds_the_job_lost()
    {
        await SendAsync();
        var worker = Succeedable(Fixture.ShortLease);
        var left = await VanishAsync(worker);
        var taken = await (await OpenReceiverAsync(await OpenAsync())).ReceiveAsync(default, Deadline);
        var late = (await (await SucceedAsync(worker)).ReattachAsync(left, Deadline)).Should().ContainSingle().Subject;

        await LostAsync(late);
        (await late.SettleAsync(Done(), Deadline)).Should().BeFalse();
        taken.Lost.IsCancellationRequested.Should().BeFalse();
        (await taken.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }
}
