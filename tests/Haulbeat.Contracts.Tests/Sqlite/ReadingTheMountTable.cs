using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class ReadingTheMountTable
{
    private const string Table = """
        22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
        30 22 0:40 / /mnt/share rw shared:5 master:2 - nfs4 server:/films rw
        31 22 0:41 / /mnt/my\040films rw - fuse.sshfs me@server: rw
        32 30 0:42 / /mnt/share/local rw - tmpfs tmpfs rw
        not a line of the table
        """;

    [Theory]
    [InlineData("/home/me", "ext4")]
    [InlineData("/mnt/share", "nfs4")]
    [InlineData("/mnt/share/deep/er", "nfs4")]
    [InlineData("/mnt/shared", "ext4")]
    [InlineData("/mnt/my films/new", "fuse.sshfs")]
    [InlineData("/mnt/share/local/x", "tmpfs")]
    public void The_longest_mount_point_holds_the_path(string path, string fileSystem) =>
        MountTable.FileSystemOf(Table, path).Should().Be(fileSystem);

    [Fact]
    public void An_unreadable_table_says_nothing() =>
        MountTable.FileSystemOf("", "/home").Should().BeNull();
}
