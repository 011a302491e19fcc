using System.Runtime.CompilerServices;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite;

/// <summary>Examines the queue file.</summary>
internal sealed class SqliteDiagnostics(Store store) : IDiagnostics
{
    private const long LittleRoom = 100 << 20;

    public async IAsyncEnumerable<Check> ExamineAsync(PlannedWorker? worker, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await store.ReadAsync(Version, cancellationToken).ConfigureAwait(false);
        yield return await store.ReadAsync(Integrity, cancellationToken).ConfigureAwait(false);
        yield return Room();
        if (worker?.Queue is { } queue)
        {
            yield return await store.ReadAsync(session => Queue(session, queue), cancellationToken).ConfigureAwait(false);
        }
    }

    private Check Version(Session session) => new(
        "queue file",
        CheckVerdict.Good,
        $"{store.Path}: SQLite {session.First("SELECT sqlite_version()", row => row.GetString(0))}, schema {session.Number("PRAGMA user_version")}.");

    private Check Integrity(Session session)
    {
        var result = session.First("PRAGMA quick_check(1)", row => row.GetString(0));
        return result == "ok"
            ? new("integrity", CheckVerdict.Good, "The file is sound.")
            : new("integrity", CheckVerdict.Bad, $"The file is damaged: {result}. Stop all that use it and recover it with: sqlite3 {store.Path} .recover");
    }

    private Check Room()
    {
        var free = new DriveInfo(Path.GetDirectoryName(store.Path)!).AvailableFreeSpace;
        return free >= LittleRoom
            ? new("disk", CheckVerdict.Good, $"{free >> 20} MiB are free.")
            : new("disk", CheckVerdict.Warning, $"Only {free >> 20} MiB are free: on a full disk no job can be sent or settled.");
    }

    private static Check Queue(Session session, string queue) => QueueStates.Find(session, queue) is { } state
        ? new("queue", CheckVerdict.Good, $"{queue}: {state.Queued} queued, {state.Running} running, {state.Dead} dead.")
        : new("queue", CheckVerdict.Warning, $"There is no queue {queue} yet: the first job or worker makes it.");
}
