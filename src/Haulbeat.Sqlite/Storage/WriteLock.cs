namespace Haulbeat.Sqlite.Storage;

/// <summary>Lets one process after another write.</summary>
/// <remarks>
/// SQLite alone makes waiting writers sleep and try again, for up to 100 ms; a lock in the kernel wakes the next one at once, and goes with its process.
/// It also keeps opening, migrating, checkpoints and closing apart from each other. SQLite's own locks stay in force beside it.
/// It is a file of its own: closing the database's file would drop the locks that SQLite holds in this process (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
/// </remarks>
internal sealed class WriteLock : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private int descriptor;

    private WriteLock(int descriptor) => this.descriptor = descriptor;

    public static WriteLock Open(string database)
    {
        var path = PathOf(database);
        var opened = Posix.OpenFile(path, OwnerOnly);
        return opened >= 0
            ? new WriteLock(opened)
            : throw StoreErrors.Bad($"The queue file {database} cannot be written: {path}: {Posix.DescribeLastError()}. Grant write permission to the folder, or give another path with file:PATH.");
    }

    /// <summary>The lock's file.</summary>
    public static string PathOf(string database) => database + "-lock";

    /// <summary>Writes to the lock's file, which wakes all that watch it. If the disk has no room for one byte, they look by themselves before long.</summary>
    public void Announce() => Posix.WriteFirstByte(descriptor);

    /// <summary>Waits for the lock and keeps it until the returned value is disposed of.</summary>
    public Taken Take()
    {
        Posix.Lock(descriptor);
        return new Taken(this);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref descriptor, -1) is >= 0 and var opened)
        {
            Posix.CloseFile(opened);
        }
    }

    internal readonly ref struct Taken(WriteLock taken)
    {
        public void Dispose() => Posix.Unlock(taken.descriptor);
    }
}
