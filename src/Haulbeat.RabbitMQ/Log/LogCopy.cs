using System.Text.Json.Serialization;
using Haulbeat.Custody.Protocol;

namespace Haulbeat.RabbitMQ.Log;

/// <summary>The number of a copy as it stands in the log.</summary>
internal sealed record LogCopy(int Run, long Copy, string Holder)
{
    private const int LongestHolder = 255;

    // Numbers are added to: anyone may write to the log.
    private const int LargestRun = int.MaxValue / 2;
    private const long LargestCopy = long.MaxValue / 2;

    [JsonIgnore]
    public CopyNumber Number => new(Run, Copy, Holder);

    /// <summary>Whether Haulbeat can have written it.</summary>
    [JsonIgnore]
    public bool IsSane => Run is >= 0 and <= LargestRun && Copy is >= 0 and <= LargestCopy && Holder.Length is > 0 and <= LongestHolder;

    public static LogCopy? Of(CopyNumber number) => number.IsOriginal ? null : new LogCopy(number.Run, number.Copy, number.Holder);
}
