namespace Haulbeat.Sqlite.Schema;

/// <summary>The first schema.</summary>
/// <remarks>
/// Times are Unix milliseconds, except leases: those are nanoseconds of the boot-time clock, together with the boot they belong to.
/// The body lies apart from the job's row, because SQLite rewrites a row as a whole whenever one column changes.
/// The lease belongs to the receiver, so that one write renews all jobs of a worker.
/// A receiver's number is never used again, as it tells one owner from another; a job's may be, which saves a write for each job sent.
/// </remarks>
internal static class Version1
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
            lease_until INTEGER NOT NULL
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
        CREATE INDEX job_queued ON job (queue, priority DESC, number) WHERE state = 'queued';
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
        """;
}
