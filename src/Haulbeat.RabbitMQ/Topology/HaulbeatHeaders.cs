using System.Collections.Frozen;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The headers that Haulbeat puts on lease messages, dead letters and answers.</summary>
internal static class HaulbeatHeaders
{
    // Dead letters and answers.
    public const string Outcome = "haulbeat-outcome";
    public const string Reason = "haulbeat-reason";
    public const string ExitCode = "haulbeat-exit-code";
    public const string Signal = "haulbeat-signal";
    public const string LastOutput = "haulbeat-last-output";
    public const string Worker = "haulbeat-worker";
    public const string FailedAt = "haulbeat-failed-at";
    public const string Queue = "haulbeat-queue";
    public const string Job = "haulbeat-job";

    // Lease messages: which one it is, what its run started from, and what it carries of the job.
    public const string Run = "haulbeat-run";
    public const string Lease = "haulbeat-lease";
    public const string Owner = "haulbeat-owner";
    public const string From = "haulbeat-from";
    public const string Attempt = "haulbeat-attempt";
    public const string Interruptions = "haulbeat-interruptions";
    public const string Checkpoint = "haulbeat-checkpoint";

    private static readonly FrozenSet<string> OfLease = FrozenSet.Create(StringComparer.Ordinal, Run, Lease, Owner, From, Attempt, Interruptions, Checkpoint);

    /// <summary>Whether only lease messages carry the header: not the sender's, and not to be passed on.</summary>
    public static bool IsOfLease(string header) => OfLease.Contains(header);
}
