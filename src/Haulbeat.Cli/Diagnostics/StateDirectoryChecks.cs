using System.Globalization;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Checks the folder where workers keep their runs, and usually the embedded queue.</summary>
internal static class StateDirectoryChecks
{
    private const long EnoughSpace = 1L << 30;
    private const long LeastSpace = 64L << 20;

    private static readonly string[] NetworkKinds = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "fuse.sshfs", "9p", "afs", "lustre"];
    private static readonly string[] MemoryKinds = ["tmpfs", "ramfs"];

    public static IEnumerable<Check> Run(string path)
    {
        yield return Writable(path);
        if (Directory.Exists(path))
        {
            var drive = new DriveInfo(Path.GetFullPath(path));
            yield return FileSystem(path, drive.DriveFormat);
            yield return FreeSpace(path, drive.AvailableFreeSpace);
        }
    }

    /// <summary>Locks and the order of writes hold on local file systems only, and what lies in memory is gone after a reboot.</summary>
    public static Check FileSystem(string path, string kind)
    {
        if (NetworkKinds.Contains(kind, StringComparer.Ordinal))
        {
            return new Check("file system", CheckVerdict.Bad, $"{path} is on a network file system ({kind}), whose locks do not keep two workers apart. Use a local disk.");
        }

        return MemoryKinds.Contains(kind, StringComparer.Ordinal)
            ? new Check("file system", CheckVerdict.Warning, $"{path} is in memory ({kind}): a reboot deletes the runs, and an embedded queue there. Use a disk for what has to last.")
            : new Check("file system", CheckVerdict.Good, $"{path} is on a local file system ({kind}).");
    }

    public static Check FreeSpace(string path, long free)
    {
        var size = (free / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture) + " GiB";
        return free switch
        {
            < LeastSpace => new Check("disk", CheckVerdict.Bad, $"Only {size} are free at {path}: records and results of jobs do not fit. Free some space."),
            < EnoughSpace => new Check("disk", CheckVerdict.Warning, $"Only {size} are free at {path}, and the log of each running job can take 16 MiB. Free some space."),
            _ => new Check("disk", CheckVerdict.Good, $"{size} are free at {path}."),
        };
    }

    private static Check Writable(string path)
    {
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(path, $".doctor-{Environment.ProcessId}");
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
            return new Check("state directory", CheckVerdict.Good, $"{path} is writable.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Check("state directory", CheckVerdict.Bad, $"Cannot write to {path}: {exception.Message} Workers need it for their runs. Give a writable folder with --state-dir, or set XDG_STATE_HOME.");
        }
    }
}
