using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The headers that Haulbeat puts on copies, dead letters and replies.</summary>
internal static class HaulbeatHeaders
{
    public const string Outcome = "haulbeat-outcome";
    public const string Reason = "haulbeat-reason";
    public const string ExitCode = "haulbeat-exit-code";
    public const string Signal = "haulbeat-signal";
    public const string LastOutput = "haulbeat-last-output";
    public const string Worker = "haulbeat-worker";
    public const string DiedAt = "haulbeat-died-at";
    public const string Queue = "haulbeat-queue";
    public const string Job = "haulbeat-job";

    /// <summary>A copy's run, copy and owner, and what its run started from.</summary>
    public const string Run = "haulbeat-run";
    public const string Copy = "haulbeat-copy";
    public const string Owner = "haulbeat-owner";
    public const string From = "haulbeat-from";

    /// <summary>What a copy carries of the job's life.</summary>
    public const string Attempt = "haulbeat-attempt";
    public const string Interruptions = "haulbeat-interruptions";
    public const string Checkpoint = "haulbeat-checkpoint";
}
