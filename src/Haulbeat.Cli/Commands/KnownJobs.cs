using Haulbeat.Jobs;

namespace Haulbeat.Cli.Commands;

/// <summary>Joins what the transport knows of jobs with what this machine's disk knows. No clock, no I/O.</summary>
internal static class KnownJobs
{
    /// <summary>The jobs of both, those of the transport first.</summary>
    public static IEnumerable<JobState> JoinAll(IReadOnlyList<JobState> transport, IReadOnlyList<JobState> disk)
    {
        var onDisk = disk.GroupBy(Key).ToDictionary(group => group.Key, group => group.MaxBy(job => job.Run)!);
        return [.. transport.Select(job => Join(job, onDisk.GetValueOrDefault(Key(job)))!), .. onDisk.Values.ExceptBy(transport.Select(Key), Key)];

        static (string Queue, string Job) Key(JobState job) => (job.Queue, job.Job);
    }

    /// <summary>The transport decides the state; the disk adds what only the job's own machine can see.</summary>
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

    // Of a young job, a broker's event log says only that it was sent.
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
