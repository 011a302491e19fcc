using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Worker;

/// <summary>The folder where one worker keeps its runs. It is locked: one owner at a time. The lock ends with the process.</summary>
public sealed class StateDirectory : IDisposable
{
    private const uint OwnerOnly = 0x1C0; // 0700
    private const int LockExclusiveNow = 2 | 4; // LOCK_EX | LOCK_NB
    private int descriptor;

    private StateDirectory(string path, int descriptor)
    {
        Path = path;
        this.descriptor = descriptor;
    }

    /// <summary>The folder's absolute path.</summary>
    public string Path { get; }

    /// <summary>Where the runs' files lie.</summary>
    public string Runs => Path + "/runs";

    /// <summary>Where the jobs' private folders lie.</summary>
    public string Work => Path + "/work";

    /// <summary>Makes the folder where it is missing, and locks it.</summary>
    /// <returns>Null if another worker owns it.</returns>
    /// <exception cref="StateDirectoryException">It cannot be made or written.</exception>
    public static StateDirectory? TryOpen(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        MakeFolder(full + "/runs");
        MakeFolder(full + "/work");
        var descriptor = open(full + "/lock", ReadWrite | Create | CloseOnExec, 0x180);
        if (descriptor < 0)
        {
            throw Unusable(full, Describe(LastError));
        }

        if (flock(descriptor, LockExclusiveNow) == 0)
        {
            return new StateDirectory(full, descriptor);
        }

        var error = LastError;
        Descriptor.Close(ref descriptor);
        return error == TryAgain ? null : throw Unusable(full, Describe(error));
    }

    /// <summary>Like <see cref="TryOpen"/>, but throws if another worker owns the folder.</summary>
    /// <exception cref="StateDirectoryException">It cannot be made or written, or another worker owns it.</exception>
    public static StateDirectory Open(string path) => TryOpen(path)
        ?? throw new StateDirectoryException($"The state directory {path} is in use by another worker. Give this worker another name or another state directory, or stop the other worker.");

    /// <inheritdoc/>
    public void Dispose() => Descriptor.Close(ref descriptor);

    private static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path, (UnixFileMode)OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception.Message);
        }
    }

    private static StateDirectoryException Unusable(string path, string why) =>
        new($"The state directory {path} cannot be used: {why}. Use a writable folder on a local disk.");
}
