using Haulbeat.Receiving;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Queries;

/// <summary>What <c>doctor</c> finds in the queue file.</summary>
internal static class Examination
{
    private const long LittleRoom = 100 << 20;

    public static IReadOnlyList<Finding> Examine(Session session, string path, string? queue)
    {
        List<Finding> findings = [Version(session, path), Integrity(session, path), Room(path)];
        if (queue is not null)
        {
            findings.Add(Queue(session, queue));
        }

        return findings;
    }

    private static Finding Version(Session session, string path) => new(
        "queue file",
        FindingVerdict.Good,
        $"{path}: SQLite {session.First("SELECT sqlite_version()", row => row.GetString(0))}, schema {session.Number("PRAGMA user_version")}.");

    private static Finding Integrity(Session session, string path)
    {
        var result = session.First("PRAGMA quick_check(1)", row => row.GetString(0));
        return result == "ok"
            ? new("integrity", FindingVerdict.Good, "The file is sound.")
            : new("integrity", FindingVerdict.Bad, $"The file is damaged: {result}. Stop all that use it and recover it with: sqlite3 {path} .recover");
    }

    private static Finding Room(string path)
    {
        var free = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        return free >= LittleRoom
            ? new("disk", FindingVerdict.Good, $"{free >> 20} MiB are free.")
            : new("disk", FindingVerdict.Warning, $"Only {free >> 20} MiB are free: on a full disk no job can be sent or settled.");
    }

    private static Finding Queue(Session session, string queue) => Looking.Queue(session, queue) is { } state
        ? new("queue", FindingVerdict.Good, $"{queue}: {state.Queued} queued, {state.Running} running, {state.Dead} dead.")
        : new("queue", FindingVerdict.Warning, $"There is no queue {queue} yet: it is made by the first job or worker.");
}
