using System.Globalization;
using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>The job's private folder (HAULBEAT_DIR). It belongs to the runner, which empties it after each run.</summary>
/// <param name="root">The folder of all runners' folders.</param>
internal sealed class WorkFolder(string root) : IDisposable
{
    private const int AlreadyThere = 17; // EEXIST
    private const uint OwnerOnly = 0x1C0; // 0700
    private int number;

    /// <summary>The folder.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{root}/{Environment.ProcessId}-{number}");

    /// <summary>Makes it, unless it exists.</summary>
    /// <returns>0 or the error number.</returns>
    public int Make() => mkdir(Path, OwnerOnly) == 0 || LastError == AlreadyThere ? 0 : LastError;

    /// <summary>Removes what the job left in it. If that fails, the next job gets another folder: it must not find another job's files.</summary>
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

    /// <summary>Removes the folders of runners that were killed.</summary>
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
            // The job replaced the folder by a link: only the link is removed, not where it leads.
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

    // Jobs leave folders that even their owner may not write, as Go's module cache does.
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
