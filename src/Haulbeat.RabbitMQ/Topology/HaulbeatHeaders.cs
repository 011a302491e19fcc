using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The headers that Haulbeat puts on lease messages, dead letters and replies.</summary>
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

    /// <summary>A lease message's run, sequence and owner, and what its run started from.</summary>
    public const string Run = "haulbeat-run";
    public const string Lease = "haulbeat-lease";
    public const string Owner = "haulbeat-owner";
    public const string From = "haulbeat-from";

    /// <summary>What a lease message carries of its job.</summary>
    public const string Attempt = "haulbeat-attempt";
    public const string Interruptions = "haulbeat-interruptions";
    public const string Checkpoint = "haulbeat-checkpoint";

    /// <summary>The outcome that a reply names for every job that did not succeed.</summary>
    public const string Dead = "dead";

    /// <summary>The outcome that a reply names for a job that succeeded.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Whether it is a header of lease messages only.</summary>
    public static bool IsOfLease(string name) => name is Run or Lease or Owner or From or Attempt or Interruptions or Checkpoint;
}
