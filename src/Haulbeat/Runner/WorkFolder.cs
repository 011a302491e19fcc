using System.Globalization;
using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>The job's private folder (HAULBEAT_DIR): the runner's own, emptied after each run.</summary>
/// <param name="root">Where the runners' folders lie.</param>
internal sealed class WorkFolder(string root) : IDisposable
{
    private const int AlreadyThere = 17; // EEXIST
    private const uint OwnerOnly = 0x1C0; // 0700
    private int number;

    /// <summary>The folder.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{root}/{Environment.ProcessId}-{number}");

    /// <summary>Makes it, if need be.</summary>
    /// <returns>0 or the error number.</returns>
    public int Make() => mkdir(Path, OwnerOnly) == 0 || LastError == AlreadyThere ? 0 : LastError;

    /// <summary>Removes what a job left in it. Where that fails, the next job gets another folder: it must not find another's files.</summary>
    public void Empty()
    {
        try
        {
            RemoveContent(new DirectoryInfo(Path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            number++;
        }
    }

    /// <summary>Removes what runners that were killed left behind.</summary>
    public static void RemoveLeftovers(string root)
    {
        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories())
        {
            if (!Directory.Exists("/proc/" + folder.Name.Split('-')[0]))
            {
                TryRemove(folder);
            }
        }
    }

    public void Dispose() => _ = rmdir(Path);

    private static void RemoveContent(DirectoryInfo folder)
    {
        if (folder.LinkTarget is not null)
        {
            // The job put a link in the folder's place: what it leads to is not ours to remove.
            folder.Delete();
            return;
        }

        try
        {
            RemoveEntries(folder);
        }
        catch (UnauthorizedAccessException)
        {
            MakeWritable(folder);
            RemoveEntries(folder);
        }
    }

    private static void RemoveEntries(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                inner.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    // Jobs leave folders that not even their owner may write: Go's module cache, say.
    private static void MakeWritable(DirectoryInfo folder)
    {
        folder.UnixFileMode = (UnixFileMode)OwnerOnly;
        foreach (var inner in folder.EnumerateDirectories().Where(inner => inner.LinkTarget is null))
        {
            MakeWritable(inner);
        }
    }

    private static void TryRemove(DirectoryInfo folder)
    {
        try
        {
            RemoveContent(folder);
            folder.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
