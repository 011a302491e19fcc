namespace Haulbeat.Transports;

/// <summary>Which jobs <see cref="IJobMonitor.ListJobsAsync"/> lists.</summary>
public sealed record JobFilter
{
    /// <summary>Only jobs of this queue; null for all queues.</summary>
    public string? Queue { get; init; }

    /// <summary>Only jobs in this state, a <see cref="Jobs.JobState.State"/>; null for all states.</summary>
    public string? State { get; init; }

    /// <summary>The most jobs on a page. Default 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where to go on: <see cref="JobPage.Next"/> of the page before; null for the first page.</summary>
    public string? After { get; init; }
}
