using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Locks and the order of writes are only to be trusted on a local file system; a file system in memory forgets at a reboot.</summary>
internal static class FileSystemCheck
{
    private static readonly string[] Remote = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "fuse.sshfs", "9p", "afs", "lustre"];
    private static readonly string[] Forgetful = ["tmpfs", "ramfs"];

    public static Check Look(string path) => Judge(path, new DriveInfo(Path.GetFullPath(path)).DriveFormat);

    public static Check Judge(string path, string kind)
    {
        if (Remote.Contains(kind, StringComparer.Ordinal))
        {
            return new Check("file system", CheckVerdict.Bad, $"{path} lies on a network file system ({kind}): its locks do not keep two workers apart. Use a local disk.");
        }

        return Forgetful.Contains(kind, StringComparer.Ordinal)
            ? new Check("file system", CheckVerdict.Warning, $"{path} lies in memory ({kind}): after a reboot nothing is known of the runs before it, and an embedded queue there is gone. Use a disk for what has to last.")
            : new Check("file system", CheckVerdict.Good, $"{path} lies on a local file system ({kind}).");
    }
}
