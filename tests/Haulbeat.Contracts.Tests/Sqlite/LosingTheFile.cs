using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class LosingTheFile : QueueFileTest
{
    [Fact]
    public async Task A_file_that_is_replaced_under_its_users_is_told_and_not_written_into_the_void()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        foreach (var path in Directory.EnumerateFiles(Folder.Path, "queue.db*"))
        {
            System.IO.File.Delete(path);
        }

        await using (var another = await OpenAsync())
        {
            await SendAsync(another, NewJob("job-2"));
            var send = () => SendAsync(transport, NewJob("job-3"));

            var refusal = (await send.Should().ThrowAsync<TransportException>()).Which;

            refusal.Error.Should().Be(TransportError.BadStore);
            refusal.Message.Should().Contain("removed or replaced").And.Contain("restart");
            (await another.Monitor.FindJobAsync("job-2", Deadline)).Should().NotBeNull();
        }
    }
}
