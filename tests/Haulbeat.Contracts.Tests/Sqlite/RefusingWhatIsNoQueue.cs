using Haulbeat.Sqlite;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class RefusingWhatIsNoQueue : QueueFileTest
{
    [Fact]
    public async Task A_file_that_is_no_database_is_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("These are my notes. ", 100));
        await System.IO.File.WriteAllTextAsync(File, text, Deadline);
        await ShouldBeRefusedAsync("is not a SQLite database");
        (await System.IO.File.ReadAllTextAsync(File, Deadline)).Should().Be(text);
        Directory.GetFiles(Folder.Path).Should().Equal(File);
    }

    [Fact]
    public async Task Another_programs_database_is_left_as_it_is()
    {
        Meddle("CREATE TABLE bookmarks (url TEXT)");
        var before = await System.IO.File.ReadAllBytesAsync(File, Deadline);
        await ShouldBeRefusedAsync("another program's");
        (await System.IO.File.ReadAllBytesAsync(File, Deadline)).Should().Equal(before);
    }

    [Fact]
    public async Task A_database_that_bears_another_programs_mark_is_left_without_a_trace()
    {
        Meddle("PRAGMA application_id = 7");
        await ShouldBeRefusedAsync("another program's");
        Directory.GetFiles(Folder.Path).Should().Equal(File);
    }

    [Fact]
    public async Task A_queue_of_a_newer_version_is_left_to_the_newer_program()
    {
        await (await OpenAsync()).DisposeAsync();
        Meddle("PRAGMA user_version = 99");
        await ShouldBeRefusedAsync("newer Haulbeat");
    }

    [Fact]
    public async Task A_folder_is_no_queue()
    {
        var refusal = await RefusalAsync(Folder.Path);
        refusal.Error.Should().Be(TransportError.BadStore);
        refusal.Message.Should().Contain("is a folder").And.Contain(Folder.Path);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_refused()
    {
        await System.IO.File.WriteAllTextAsync(Folder.File("notes"), "", Deadline);
        (await RefusalAsync(Folder.File("notes/queue.db"))).Error.Should().Be(TransportError.BadStore);
    }

    [Theory]
    [InlineData("")]
    [InlineData("file:")]
    [InlineData("queue.db")]
    [InlineData("file:/tmp/")]
    [InlineData("amqp://localhost")]
    public async Task An_address_that_names_no_file_is_refused(string address)
    {
        var open = () => SqliteTransport.OpenAsync(address, TimeProvider.System, Deadline);
        (await open.Should().ThrowAsync<TransportException>()).Which.Error.Should().Be(TransportError.BadAddress);
    }

    [Theory]
    [InlineData("nfs4")]
    [InlineData("cifs")]
    [InlineData("9p")]
    [InlineData("fuse.sshfs")]
    public void A_network_file_system_is_refused(string fileSystem)
    {
        var refuse = () => StoreFile.RefuseNetwork("/mnt/share/queue.db", fileSystem);
        refuse.Should().Throw<TransportException>().WithMessage($"*network file system ({fileSystem})*").Which.Error.Should().Be(TransportError.BadStore);
    }

    [Fact]
    public async Task A_damaged_file_is_called_damaged()
    {
        await using (var transport = await OpenAsync())
        {
            await SendAsync(transport);
        }

        await OverwriteAllButTheHeaderAsync();
        await ShouldBeRefusedOrFailAsync("is damaged");
    }

    private async Task ShouldBeRefusedAsync(string because)
    {
        var refusal = await RefusalAsync();
        refusal.Error.Should().Be(TransportError.BadStore);
        refusal.Message.Should().Contain(because).And.Contain(File);
    }

    private async Task ShouldBeRefusedOrFailAsync(string because)
    {
        var use = async () =>
        {
            await using var transport = await OpenAsync();
            await transport.Monitor.FindJobAsync("job-1", Deadline);
        };
        (await use.Should().ThrowAsync<TransportException>()).WithMessage($"*{because}*").Which.Error.Should().Be(TransportError.BadStore);
    }

    private async Task OverwriteAllButTheHeaderAsync()
    {
        var bytes = await System.IO.File.ReadAllBytesAsync(File, Deadline);
        bytes.Length.Should().BeGreaterThan(4096);
        bytes.AsSpan(100).Fill(0xA5);
        await System.IO.File.WriteAllBytesAsync(File, bytes, Deadline);
    }
}
