using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class DeadLetteringAJob<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_dead_job_lies_in_the_dead_letters_with_its_reason()
    {
        var sent = NewJob() with { Body = new byte[] { 1, 0, 255 } };
        await DeadLetterAsync(sent, "exited with code 3", exitCode: 3, lastOutput: "no such film: größe\n");
        var letter = await Fixture.ReadDeadLetterAsync(Queue, Deadline);
        letter.Should().BeEquivalentTo(new DeadLetter(sent.Id, [1, 0, 255], "exited with code 3", 3, null, "no such film: größe\n"));
    }

    [Fact]
    public async Task A_signal_is_told_from_an_exit_code()
    {
        await DeadLetterAsync(NewJob(), "ended by signal 11 (SIGSEGV)", signal: 11);
        var letter = await Fixture.ReadDeadLetterAsync(Queue, Deadline);
        letter.Signal.Should().Be(11);
        letter.ExitCode.Should().BeNull();
    }

    [Fact]
    public async Task The_queue_counts_its_dead()
    {
        await DeadLetterAsync(NewJob(), "exited with code 1", exitCode: 1);
        await EventuallyAsync(async () => await Transport.Monitor.FindQueueAsync(Queue, Deadline) is { Dead: 1, Queued: 0 });
    }

    [Fact]
    public async Task The_dead_do_not_come_back()
    {
        await DeadLetterAsync(NewJob(), "exited with code 1", exitCode: 1);
        var receiver = await OpenReceiverAsync();
        await EventuallyEmptyAsync(receiver);
        await NothingComesAsync(receiver);
    }

    private async Task DeadLetterAsync(Job job, string reason, int? exitCode = null, int? signal = null, string lastOutput = "")
    {
        await SendAsync(job);
        await using var receiver = await Transport.OpenReceiverAsync(Options(null), Deadline);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(Death(reason, exitCode, signal, lastOutput), Deadline)).Should().BeTrue();
    }
}
