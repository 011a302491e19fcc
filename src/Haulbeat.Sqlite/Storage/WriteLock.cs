using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Sqlite.Storage;

/// <summary>Lets one process after another write.</summary>
/// <remarks>
/// SQLite alone makes waiting writers sleep and try again, for up to 100 ms; a lock in the kernel wakes the next one at once, and goes with its process.
/// It also keeps opening, migrating, checkpoints and closing apart from each other. SQLite's own locks stay in force beside it.
/// It lies in a file of its own: closing the database's file would drop the locks that SQLite holds in this process.
/// </remarks>
internal sealed class WriteLock : IDisposable
{
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private const uint OwnerOnly = 0x180; // 0600
    private int descriptor;

    private WriteLock(int descriptor) => this.descriptor = descriptor;

    public static WriteLock Open(string database)
    {
        var path = PathOf(database);
        var opened = open(path, ReadWrite | Create | CloseOnExec, OwnerOnly);
        return opened >= 0
            ? new WriteLock(opened)
            : throw StoreErrors.Bad($"The queue file {database} cannot be written: {path}: {Describe(LastError)}. Grant write permission to the folder, or give another path with file:PATH.");
    }

    /// <summary>The lock's file.</summary>
    public static string PathOf(string database) => database + "-lock";

    /// <summary>Writes to the lock's file, which wakes all that watch it. If the disk has no room for one byte, they look by themselves before long.</summary>
    public unsafe void Announce()
    {
        byte mark = 0;
        _ = lseek(descriptor, 0, 0);
        _ = write(descriptor, &mark, 1);
    }

    /// <summary>Waits for the lock and holds it until the returned value is disposed of.</summary>
    public Held Take()
    {
        while (flock(descriptor, Exclusive) != 0 && LastError == Interrupted)
        {
            // A signal came; wait on.
        }

        return new Held(this);
    }

    public void Dispose() => Descriptor.Close(ref descriptor);

    internal readonly ref struct Held(WriteLock taken)
    {
        public void Dispose() => _ = flock(taken.descriptor, Unlock);
    }
}
