using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Execution;

/// <summary>A run that an earlier worker left: it goes on, or it ended and is not settled.</summary>
internal interface IUnsettledRun
{
    /// <summary>The job's process, if the run goes on.</summary>
    int? Pid { get; }

    DateTimeOffset StartedAt { get; }

    /// <summary>When it ended, if that is known.</summary>
    DateTimeOffset? EndedAt { get; }

    /// <summary>What the transport has to know to take over the lease.</summary>
    ResumedRun ToResume();

    /// <summary>Reattaches to the run. The execution of a run that ended is complete.</summary>
    /// <param name="job">The job, as the transport has it.</param>
    /// <param name="lease">How long the job is leased.</param>
    /// <param name="checkpointSaved">Called with each checkpoint that the job saves, and with the last one that it saved before.</param>
    IJobExecution Reattach(Job job, JobLease lease, Action<ReadOnlyMemory<byte>> checkpointSaved);
}
