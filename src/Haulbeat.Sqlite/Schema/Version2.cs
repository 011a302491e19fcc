using Haulbeat.Sqlite.Queries;

namespace Haulbeat.Sqlite.Schema;

/// <summary>The second schema: the lease outlasts the worker, and goes on with the next one of its name.</summary>
/// <remarks>
/// A receiver says which state directory it has: a worker that owns the directory takes over the receivers that had it before.
/// Jobs that were interrupted go first. An index that sorts them first costs those that never were nothing but a byte.
/// Checkpoints lie apart from the job's row and its body, because SQLite rewrites a row as a whole.
/// Events hold what the job's row cannot tell, which is about its newest run alone: the way of a job that nothing interrupts writes none.
/// Triggers write and remove them, so that no statement can forget to, nor a program that knows the first schema only and has the file open.
/// </remarks>
internal static class Version2
{
    public const string Sql = """
        ALTER TABLE receiver ADD COLUMN state_directory TEXT;
        UPDATE receiver SET state_directory = (SELECT j.state_directory FROM job j WHERE j.receiver = receiver.number AND j.state = 'running' LIMIT 1);

        DROP INDEX job_queued;
        CREATE INDEX job_queued ON job (queue, (interruptions > 0) DESC, priority DESC, number) WHERE state = 'queued';

        CREATE TABLE checkpoint (
            job INTEGER PRIMARY KEY,
            content BLOB NOT NULL
        ) STRICT;

        CREATE TABLE event (
            job INTEGER NOT NULL,
            run INTEGER NOT NULL,
            happened TEXT NOT NULL CHECK (happened IN ('interrupted', 'returned', 'reattached')),
            worker TEXT,
            started_at INTEGER,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX event_job ON event (job);

        CREATE TRIGGER run_interrupted AFTER UPDATE OF run ON job WHEN old.state = 'running' BEGIN
            INSERT INTO event (job, run, happened, worker, started_at, at)
            VALUES (old.number, old.run, 'interrupted', old.worker, old.started_at, new.started_at);
        END;

        CREATE TRIGGER job_forgotten AFTER DELETE ON job BEGIN
            DELETE FROM event WHERE job = old.number;
        END;

        CREATE TRIGGER message_forgotten AFTER DELETE ON message BEGIN
            DELETE FROM checkpoint WHERE job = old.job;
        END;
        """;
}
