using System.Text.Json.Serialization;
using Haulbeat.Custody.Protocol;

namespace Haulbeat.RabbitMQ.Log;

/// <summary>The part of a line that custody rests on: all that is read of the many lines that are about others' jobs.</summary>
internal record LogVerdict
{
    public const int CurrentVersion = 1;

    public required int V { get; init; }

    public required string Key { get; init; }

    /// <summary>The copy that was made.</summary>
    public LogCopy? Claimed { get; init; }

    /// <summary>What its run started from; none if that is the sender's message.</summary>
    public LogCopy? From { get; init; }

    /// <summary>The run that ended the job.</summary>
    public LogCopy? Ended { get; init; }

    /// <summary>Whether we can have written it: anyone may publish to the log.</summary>
    [JsonIgnore]
    public bool IsSane => V == CurrentVersion && Claimed?.IsSane != false && From?.IsSane != false && Ended?.IsSane != false;

    /// <summary>What it means for custody, if anything.</summary>
    public LogEntry? Entry() => this switch
    {
        { Claimed: { } copy } => new LogEntry.Claimed(new CopyStamp(copy.Number, From?.Number ?? CopyNumber.Original)),
        { Ended: { } run } => new LogEntry.Ended(new CopyStamp(run.Number, From?.Number ?? CopyNumber.Original)),
        _ => null,
    };
}
