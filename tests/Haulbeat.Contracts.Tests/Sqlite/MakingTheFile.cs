using Haulbeat.Sqlite;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class MakingTheFile : QueueFileTest
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Folder_and_files_are_their_owners_alone()
    {
        var path = Folder.File("new/deeper/queue.db");
        await using var transport = await OpenAsync(path);
        await SendAsync(transport);
        System.IO.File.GetUnixFileMode(Path.GetDirectoryName(path)!).Should().Be(OwnerOnly | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!))
        {
            System.IO.File.GetUnixFileMode(file).Should().Be(OwnerOnly, file);
        }
    }

    [Fact]
    public async Task Many_make_it_at_the_same_time()
    {
        var transports = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => OpenAsync()));
        await Task.WhenAll(transports.Select((transport, i) => SendAsync(transport, NewJob($"job-{i}"))));
        (await transports[0].Monitor.FindQueueAsync("films", Deadline))!.Queued.Should().Be(12);
        await Task.WhenAll(transports.Select(transport => transport.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task An_address_may_be_written_as_a_uri()
    {
        await using var transport = await SqliteTransport.OpenAsync($"file://{File}", TimeProvider.System, Deadline);
        transport.Address.Should().Be($"file:{File}");
    }

    [Fact]
    public async Task What_was_sent_is_there_after_all_have_closed()
    {
        await using (var first = await OpenAsync())
        {
            await SendAsync(first);
        }

        await using var second = await OpenAsync();
        (await second.Monitor.FindJobAsync("job-1", Deadline))!.State.Should().Be("queued");
    }

    [Fact]
    public void The_default_lies_in_the_state_folder() =>
        SqliteTransport.DefaultAddress.Should().StartWith("file:/").And.EndWith("/haulbeat/haulbeat.db");
}
