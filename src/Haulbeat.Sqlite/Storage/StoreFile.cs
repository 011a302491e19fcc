using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Storage;

/// <summary>Where the queue file lies, and whether a queue can live there.</summary>
internal static class StoreFile
{
    private const string Scheme = "file:";
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The absolute path that an address names.</summary>
    public static string PathOf(string address)
    {
        var path = address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? address[Scheme.Length..] : "";
        path = path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path;
        return path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) && !path.EndsWith('/')
            ? Path.GetFullPath(path)
            : throw new TransportException(TransportError.BadAddress, $"\"{address}\" names no queue file. Write file:PATH, for example file:/var/lib/haulbeat/jobs.db");
    }

    /// <summary>Makes folder and file, readable by their owner alone, where they are missing. The caller holds the write lock.</summary>
    public static void Make(string path)
    {
        if (!File.Exists(path))
        {
            Guard(path, () => new FileStream(path, new FileStreamOptions
            {
                Mode = System.IO.FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = FileMode,
            }).Dispose());
        }
    }

    /// <summary>Makes the folder where it is missing, and refuses places where no queue can live.</summary>
    public static void Prepare(string path)
    {
        if (Directory.Exists(path))
        {
            throw StoreErrors.Bad($"{path} is a folder. Name a file in it: file:{path}/haulbeat.db");
        }

        var folder = Path.GetDirectoryName(path)!;
        Guard(path, () => Directory.CreateDirectory(folder, FolderMode));
        RefuseNetwork(path, MountTable.FileSystemOf(File.ReadAllText("/proc/self/mountinfo"), Posix.RealPath(folder) ?? folder));
    }

    /// <summary>Refuses a file system on which processes of several machines could meet.</summary>
    public static void RefuseNetwork(string path, string? fileSystem)
    {
        if (fileSystem is not null && MountTable.IsNetwork(fileSystem))
        {
            throw StoreErrors.Bad($"The queue file {path} lies on a network file system ({fileSystem}), where SQLite cannot keep its promises. Give a path on a local disk with file:PATH, or use RabbitMQ for several machines.");
        }
    }

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Bad($"The queue file {path} cannot be made: {exception.Message} Give a writable place with file:PATH.", exception);
        }
    }
}
