using System.Text.Json.Serialization;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>The part of a line that the lease rests on: all that is read of the many lines that are about others' jobs.</summary>
internal record LogVerdict
{
    public const int CurrentVersion = 1;

    public required int V { get; init; }

    public required string Key { get; init; }

    /// <summary>The copy that was made.</summary>
    public LogCopy? Leased { get; init; }

    /// <summary>What its run started from; none if that is the sender's message.</summary>
    public LogCopy? From { get; init; }

    /// <summary>The run that ended the job.</summary>
    public LogCopy? Ended { get; init; }

    /// <summary>Whether we can have written it: anyone may publish to the log.</summary>
    [JsonIgnore]
    public bool IsSane => V == CurrentVersion && Leased?.IsSane != false && From?.IsSane != false && Ended?.IsSane != false;

    /// <summary>What it means for the lease, if anything.</summary>
    public OwnershipEntry? Entry() => this switch
    {
        { Leased: { } copy } => new OwnershipEntry.Leased(new LeaseLineage(copy.Number, From?.Number ?? LeaseVersion.Original)),
        { Ended: { } run } => new OwnershipEntry.Ended(new LeaseLineage(run.Number, From?.Number ?? LeaseVersion.Original)),
        _ => null,
    };
}
