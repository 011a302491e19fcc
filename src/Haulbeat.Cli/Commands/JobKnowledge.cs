using Haulbeat.Cli.Sending;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Commands;

/// <summary>Joins what the transport knows of a job with what this machine's disk knows. No clock, no I/O.</summary>
internal static class JobKnowledge
{
    /// <summary>The transport decides what state the job is in; the disk adds what only the job's own machine can see.</summary>
    public static JobState? Join(JobState? transport, JobState? disk)
    {
        if (transport is null || disk is null || disk.Run < transport.Run)
        {
            return transport ?? disk;
        }

        if (KnowsOfNoRun(transport) && disk.StartedAt >= transport.SentAt)
        {
            return disk with { SentAt = disk.SentAt ?? transport.SentAt, History = transport.History };
        }

        var joined = transport with
        {
            Worker = transport.Worker ?? disk.Worker,
            StartedAt = transport.StartedAt ?? disk.StartedAt,
            Progress = disk.Progress ?? transport.Progress,
            Message = disk.Message ?? transport.Message,
        };
        return joined.State == "running" ? joined with { Pid = disk.Pid } : JoinEnd(joined, disk);
    }

    // A broker tells of a young job no more than that it was sent.
    private static bool KnowsOfNoRun(JobState transport) => transport is { State: "queued", Worker: null, StartedAt: null };

    private static JobState JoinEnd(JobState joined, JobState disk) => joined.State is not ("succeeded" or "dead") ? joined : joined with
    {
        EndedAt = joined.EndedAt ?? disk.EndedAt,
        Outcome = joined.Outcome ?? disk.Outcome,
        ExitCode = joined.ExitCode ?? disk.ExitCode,
        Signal = joined.Signal ?? disk.Signal,
        Result = joined.Result ?? disk.Result,
    };
}
