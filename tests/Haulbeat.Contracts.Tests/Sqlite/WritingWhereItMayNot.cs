using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class WritingWhereItMayNot : QueueFileTest
{
    [Fact]
    public async Task A_read_only_place_is_told()
    {
        await (await OpenAsync()).DisposeAsync();
        await using var mount = await Mount.ReadOnlyAsync(Folder.Path);
        var refusal = await RefusalAsync();
        refusal.Error.Should().Be(TransportError.BadStore);
        refusal.Message.Should().Contain("cannot be written").And.Contain(File);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        await using var mount = await Mount.ReadOnlyAsync(Folder.Path);
        var path = Folder.File("new/queue.db");
        var refusal = await RefusalAsync(path);
        refusal.Error.Should().Be(TransportError.BadStore);
        refusal.Message.Should().Contain("cannot be made").And.Contain(path);
    }
}
