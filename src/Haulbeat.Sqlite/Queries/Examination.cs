using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Queries;

/// <summary>What <c>doctor</c> finds in the queue file.</summary>
internal static class Examination
{
    private const long LittleRoom = 100 << 20;

    public static IReadOnlyList<Check> Examine(Session session, string path, string? queue)
    {
        List<Check> checks = [Version(session, path), Integrity(session, path), Room(path)];
        if (queue is not null)
        {
            checks.Add(Queue(session, queue));
        }

        return checks;
    }

    private static Check Version(Session session, string path) => new(
        "queue file",
        CheckVerdict.Good,
        $"{path}: SQLite {session.First("SELECT sqlite_version()", row => row.GetString(0))}, schema {session.Number("PRAGMA user_version")}.");

    private static Check Integrity(Session session, string path)
    {
        var result = session.First("PRAGMA quick_check(1)", row => row.GetString(0));
        return result == "ok"
            ? new("integrity", CheckVerdict.Good, "The file is sound.")
            : new("integrity", CheckVerdict.Bad, $"The file is damaged: {result}. Stop all that use it and recover it with: sqlite3 {path} .recover");
    }

    private static Check Room(string path)
    {
        var free = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        return free >= LittleRoom
            ? new("disk", CheckVerdict.Good, $"{free >> 20} MiB are free.")
            : new("disk", CheckVerdict.Warning, $"Only {free >> 20} MiB are free: on a full disk no job can be sent or settled.");
    }

    private static Check Queue(Session session, string queue) => Looking.Queue(session, queue) is { } state
        ? new("queue", CheckVerdict.Good, $"{queue}: {state.Queued} queued, {state.Running} running, {state.Dead} dead.")
        : new("queue", CheckVerdict.Warning, $"There is no queue {queue} yet: it is made by the first job or worker.");
}
