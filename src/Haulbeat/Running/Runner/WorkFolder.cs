using System.Globalization;
using static Haulbeat.Running.Posix.Libc;

namespace Haulbeat.Running.Runner;

/// <summary>The job's private folder (HAULBEAT_DIR): the runner's own, emptied after each run.</summary>
/// <param name="root">Where the runners' folders lie.</param>
internal sealed class WorkFolder(string root) : IDisposable
{
    private const int AlreadyThere = 17; // EEXIST
    private const uint OwnerOnly = 0x1C0; // 0700
    private int number;

    /// <summary>The folder.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Makes it, if need be.</summary>
    /// <returns>0 or the error number.</returns>
    public int Make()
    {
        Path = string.Create(CultureInfo.InvariantCulture, $"{root}/{Environment.ProcessId}-{number}");
        return mkdir(Path, OwnerOnly) == 0 || LastError == AlreadyThere ? 0 : LastError;
    }

    /// <summary>Removes what a job left in it. Where that fails, the next job gets another folder: it must not find another's files.</summary>
    public void Empty()
    {
        try
        {
            foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
            {
                Remove(entry);
            }
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

    private static void Remove(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo { LinkTarget: null } folder)
        {
            folder.Delete(recursive: true);
        }
        else
        {
            entry.Delete();
        }
    }

    private static void TryRemove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
