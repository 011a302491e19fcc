namespace Haulbeat.Sqlite.Schema;

/// <summary>The first schema.</summary>
/// <remarks>
/// Times are Unix milliseconds, except leases: those are nanoseconds of the boot-time clock, together with the boot they belong to.
/// Body and checkpoint have tables of their own, because SQLite rewrites a row as a whole whenever one column changes.
/// A receiver is a worker that is open on the file. The lease belongs to it, so that one write renews all jobs of a worker. Its state directory tells which worker takes over its jobs.
/// A receiver's number is never used again, as it tells one owner from another; a job's may be, which saves a write for each job sent.
/// Interrupted jobs go first. An index that sorts by that costs the others a byte.
/// Events hold what the job's row cannot tell, which is about its newest run alone: a job that nothing interrupts writes none.
/// Triggers write some of them and remove them, so that no statement can forget to.
/// </remarks>
internal static class QueueSchema
{
    public const string Sql = """
        CREATE TABLE queue (
            name TEXT PRIMARY KEY,
            made_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE receiver (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            worker TEXT NOT NULL,
            boot TEXT NOT NULL,
            lease_until INTEGER NOT NULL,
            state_directory TEXT
        ) STRICT;

        CREATE TABLE taking (
            receiver INTEGER NOT NULL,
            queue TEXT NOT NULL,
            PRIMARY KEY (receiver, queue)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE job (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            queue TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'delayed', 'running', 'succeeded', 'dead', 'cancelled')),
            priority INTEGER NOT NULL,
            run INTEGER NOT NULL DEFAULT -1,
            attempt INTEGER NOT NULL,
            interruptions INTEGER NOT NULL DEFAULT 0,
            receiver INTEGER,
            worker TEXT,
            sent_at INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER,
            reply_to TEXT,
            correlation_id TEXT,
            state_directory TEXT,
            outcome TEXT,
            exit_code INTEGER,
            signal INTEGER,
            reason TEXT,
            last_output TEXT,
            result BLOB
        ) STRICT;

        CREATE INDEX job_id ON job (id);
        CREATE INDEX job_queued ON job (queue, (interruptions > 0) DESC, priority DESC, number) WHERE state = 'queued';
        CREATE INDEX job_running ON job (receiver) WHERE state = 'running';
        CREATE INDEX job_dead ON job (queue) WHERE state = 'dead';
        CREATE INDEX job_succeeded ON job (ended_at) WHERE state = 'succeeded';

        CREATE TABLE message (
            job INTEGER PRIMARY KEY,
            body BLOB NOT NULL,
            content_type TEXT,
            headers TEXT,
            priority INTEGER,
            trace_parent TEXT,
            sender_sent_at INTEGER
        ) STRICT;

        CREATE TABLE checkpoint (
            job INTEGER PRIMARY KEY,
            content BLOB NOT NULL
        ) STRICT;

        CREATE TABLE event (
            job INTEGER NOT NULL,
            run INTEGER NOT NULL,
            happened TEXT NOT NULL CHECK (happened IN ('interrupted', 'requeued', 'reattached')),
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
