using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class FillingTheDisk : QueueFileTest
{
    private static readonly byte[] Body = new byte[100_000];

    [Fact]
    public async Task A_full_disk_is_told_and_loses_nothing_that_was_accepted()
    {
        await using var disk = await Mount.SmallDiskAsync(Folder.Path);
        await using var transport = await OpenAsync();
        var accepted = 0;
        var fill = async () =>
        {
            for (; ; accepted++)
            {
                await SendAsync(transport, NewJob($"job-{accepted}") with { Body = Body });
            }
        };
        var refusal = (await fill.Should().ThrowAsync<TransportException>()).Which;
        refusal.Error.Should().Be(TransportError.BadStore);
        refusal.Message.Should().Contain("is full").And.Contain(File);
        (await transport.Monitor.FindQueueAsync("films", Deadline))!.Queued.Should().Be(accepted).And.BePositive();
    }

    [Fact]
    public async Task A_worker_waits_for_room_to_settle()
    {
        await using var disk = await Mount.SmallDiskAsync(Folder.Path);
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var receiver = await OpenReceiverAsync(transport);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        var next = receiver.ReceiveAsync(default, Deadline);
        Fill(Folder.File("ballast"));

        var settling = delivery.SettleAsync(new Settlement.Complete(new byte[400_000]), Deadline);
        settling.IsCompleted.Should().BeFalse();
        var another = () => transport.Sender.SendAsync(NewJob("job-2") with { Body = Body }, QueueDeclaration.Quorum, Deadline);
        await another.Should().ThrowAsync<TransportException>();
        await EventuallyAsync(() => Reporter.Count<WorkerEvent.ConnectionLost>() == 1);
        System.IO.File.Delete(Folder.File("ballast"));
        (await settling).Should().BeTrue();
        (Reporter.Count<WorkerEvent.ConnectionLost>(), Reporter.Count<WorkerEvent.Reconnected>()).Should().Be((1, 1));
        await SendAsync(transport, NewJob("job-3"));
        (await next).Job.Id.Should().Be("job-3");
        (await transport.Monitor.FindJobAsync("job-1", Deadline))!.State.Should().Be("succeeded");
    }

    [Fact]
    public async Task Who_opens_the_file_on_a_full_disk_is_told()
    {
        await using var disk = await Mount.SmallDiskAsync(Folder.Path);
        await (await OpenAsync()).DisposeAsync();
        Fill(Folder.File("ballast"));

        var open = async () => await SendAsync(await OpenAsync());

        (await open.Should().ThrowAsync<TransportException>()).Which.Message.Should().Contain("is full").And.Contain(File);
    }

    private static void Fill(string path)
    {
        using var file = System.IO.File.Create(path);
        try
        {
            while (true)
            {
                file.Write(Body);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full, as wished.
        }
    }
}
