using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class CarryingACheckpoint<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task The_newest_goes_with_the_job_to_its_next_run()
    {
        await SendAsync();
        var worker = Succeedable();
        var receiver = await SucceedAsync(worker);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        for (var i = 0; i <= 50; i++)
        {
            delivery.SaveCheckpoint(Bytes($"{i}"));
        }

        (await delivery.SettleAsync(new Settlement.Requeue(), Deadline)).Should().BeTrue();
        (await receiver.ReceiveAsync(default, Deadline)).Job.Checkpoint.ToArray().Should().Equal(Bytes("50").ToArray());
    }

    [Fact]
    public async Task It_is_kept_until_a_newer_one_comes()
    {
        await SendAsync();
        var receiver = await SucceedAsync(Succeedable());
        (await InterruptAsync(receiver, "one")).Checkpoint.Length.Should().Be(0);
        (await InterruptAsync(receiver)).Checkpoint.ToArray().Should().Equal(Bytes("one").ToArray());
        (await InterruptAsync(receiver, "two")).Checkpoint.ToArray().Should().Equal(Bytes("one").ToArray());
        (await receiver.ReceiveAsync(default, Deadline)).Job.Checkpoint.ToArray().Should().Equal(Bytes("two").ToArray());
    }

    [Fact]
    public async Task It_is_told_of_once_it_is_safe_while_the_job_runs()
    {
        await SendAsync();
        var reporter = new RecordingReporter();
        var receiver = await SucceedAsync(Succeedable() with { Reporter = reporter });
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        delivery.SaveCheckpoint(new byte[JobLimits.LargestCheckpoint]);
        await EventuallyAsync(() => Task.FromResult(reporter.Count<WorkerEvent.CheckpointSaved>() == 1));
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task At_most_one_a_second_is_stored_and_the_newest_is_one_of_them()
    {
        await SendAsync();
        var reporter = new RecordingReporter();
        var receiver = await SucceedAsync(Succeedable() with { Reporter = reporter });
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        var start = TimeProvider.System.GetTimestamp();
        for (var size = 1; size <= 100; size++)
        {
            delivery.SaveCheckpoint(new byte[size]);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Deadline);
        }

        await EventuallyAsync(() => Task.FromResult(reporter.All<WorkerEvent.CheckpointSaved>().Any(saved => saved.Bytes == 100)));
        var seconds = TimeProvider.System.GetElapsedTime(start) / JobLimits.CheckpointInterval;
        reporter.Count<WorkerEvent.CheckpointSaved>().Should().BeInRange(2, (int)seconds + 2);
    }
}
