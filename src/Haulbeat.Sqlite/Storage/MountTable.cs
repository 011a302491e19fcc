using System.Text;

namespace Haulbeat.Sqlite.Storage;

/// <summary>Reads the kernel's list of mounts (proc(5), mountinfo).</summary>
internal static class MountTable
{
    // SQLite's WAL shares memory between processes, and these file systems share none between machines.
    private static readonly HashSet<string> OverNetwork = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "coda", "gfs2", "glusterfs", "lustre", "ncpfs", "ocfs2", "davfs",
        "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "fuse.ceph", "fuse.davfs", "fuse.davfs2", "fuse.curlftpfs", "fuse.gcsfuse", "fuse.smbnetfs", "fuse.grpcfuse",
    };

    public static bool IsNetwork(string fileSystem) => OverNetwork.Contains(fileSystem);

    /// <summary>The type of the file system that holds the path, or null if that cannot be told.</summary>
    /// <param name="mountInfo">The content of /proc/self/mountinfo.</param>
    /// <param name="path">An absolute path without symbolic links.</param>
    public static string? FileSystemOf(string mountInfo, string path)
    {
        var (longest, found) = (-1, (string?)null);
        foreach (var line in mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (point, fileSystem) = Parse(line);
            if (Holds(point, path) && point.Length >= longest)
            {
                (longest, found) = (point.Length, fileSystem);
            }
        }

        return found;
    }

    private static (string Point, string FileSystem) Parse(string line)
    {
        var halves = line.Split(" - ", 2);
        var fields = halves[0].Split(' ');
        return halves.Length == 2 && fields.Length > 4 ? (Unescape(fields[4]), halves[1].Split(' ')[0]) : ("", "");
    }

    private static bool Holds(string point, string path) =>
        point.Length > 0 && (point == "/" || path == point || path.StartsWith(point + "/", StringComparison.Ordinal));

    // The kernel writes blanks, tabs, line ends and backslashes as \ooo.
    private static string Unescape(string field)
    {
        var text = new StringBuilder(field.Length);
        for (var index = 0; index < field.Length; index++)
        {
            var isEscape = field[index] == '\\' && index + 3 < field.Length && !field.AsSpan(index + 1, 3).ContainsAnyExceptInRange('0', '7');
            text.Append(isEscape ? (char)Convert.ToInt32(field.Substring(index + 1, 3), 8) : field[index]);
            index += isEscape ? 3 : 0;
        }

        return text.ToString();
    }
}
