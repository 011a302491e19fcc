using System.Text.Json.Serialization;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>The fields of an <see cref="EventLogEntry"/> that say who owns the job: all that is read of the many entries on other workers' jobs.</summary>
internal record OwnershipFields
{
    /// <summary>The version of this format.</summary>
    public const int CurrentVersion = 1;

    public required int V { get; init; }

    /// <summary>Which job.</summary>
    public required EventLogKey Key { get; init; }

    /// <summary>The lease message that was published.</summary>
    public LeaseVersion? Leased { get; init; }

    /// <summary>What its run started from; null for the sender's message.</summary>
    public LeaseVersion? From { get; init; }

    /// <summary>The run that ended the job.</summary>
    public LeaseVersion? Ended { get; init; }

    /// <summary>What the entry changes about who owns the job; null if nothing.</summary>
    [JsonIgnore]
    public OwnershipEntry? Ownership => this switch
    {
        { Leased: { } lease } => new OwnershipEntry.Leased(new LeaseLineage(lease, From ?? LeaseVersion.Original)),
        { Ended: { } run } => new OwnershipEntry.Ended(new LeaseLineage(run, From ?? LeaseVersion.Original)),
        _ => null,
    };

    /// <summary>Whether Haulbeat can have written it: anyone may publish to the log.</summary>
    [JsonIgnore]
    public bool IsPlausible => V == CurrentVersion && Leased?.IsPlausible != false && From?.IsPlausible != false && Ended?.IsPlausible != false;
}
