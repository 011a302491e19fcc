using System.Globalization;
using System.Text;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What a lease message has in its headers beside the sender's. No clock, no I/O.</summary>
/// <param name="Lineage">Which lease message it is.</param>
/// <param name="Queue">The queue the job was sent to.</param>
/// <param name="Attempt">The run's attempt.</param>
/// <param name="Interruptions">How often the job was interrupted before this run.</param>
/// <param name="Checkpoint">The job's newest checkpoint; may be empty.</param>
internal sealed record LeaseHeaders(LeaseLineage Lineage, string Queue, int Attempt, int Interruptions, ReadOnlyMemory<byte> Checkpoint)
{
    private const int LongestOwner = 255;

    // Numbers are added to, and anyone may write headers.
    private const int LargestNumber = int.MaxValue / 2;

    /// <summary>The headers of a lease message; null if the message is none, or its headers make no sense.</summary>
    public static LeaseHeaders? Read(IDictionary<string, object?>? headers)
    {
        if (headers is null || Text(headers, HaulbeatHeaders.Owner) is not { Length: > 0 and <= LongestOwner } owner)
        {
            return null;
        }

        return Number(headers, HaulbeatHeaders.Run, LargestNumber) is { } run
            && Number(headers, HaulbeatHeaders.Lease, long.MaxValue / 2) is { } sequence
            && ReadFrom(Text(headers, HaulbeatHeaders.From)) is { } from
            && Text(headers, HaulbeatHeaders.Queue) is { } queue
            ? new LeaseHeaders(
                new LeaseLineage(new LeaseVersion((int)run, sequence, owner), from),
                queue,
                (int)(Number(headers, HaulbeatHeaders.Attempt, LargestNumber) ?? 1),
                (int)(Number(headers, HaulbeatHeaders.Interruptions, LargestNumber) ?? 0),
                ReadCheckpoint(headers))
            : null;
    }

    public void Write(IDictionary<string, object?> headers)
    {
        var (version, from) = (Lineage.Version, Lineage.From);
        headers[HaulbeatHeaders.Run] = version.Run;
        headers[HaulbeatHeaders.Lease] = version.Sequence;
        headers[HaulbeatHeaders.Owner] = version.Owner;
        headers[HaulbeatHeaders.From] = from.IsOriginal ? "" : string.Create(CultureInfo.InvariantCulture, $"{from.Run} {from.Sequence} {from.Owner}");
        headers[HaulbeatHeaders.Queue] = Queue;
        headers[HaulbeatHeaders.Attempt] = Attempt;
        headers[HaulbeatHeaders.Interruptions] = Interruptions;
        if (!Checkpoint.IsEmpty)
        {
            headers[HaulbeatHeaders.Checkpoint] = Checkpoint.ToArray();
        }
    }

    private static LeaseVersion? ReadFrom(string? text) => text?.Split(' ', 3) switch
    {
        [""] => LeaseVersion.Original,
        [var run, var sequence, { Length: > 0 and <= LongestOwner } owner]
            when int.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var runNumber) && runNumber <= LargestNumber
                && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var sequenceNumber) => new LeaseVersion(runNumber, sequenceNumber, owner),
        _ => null,
    };

    private static ReadOnlyMemory<byte> ReadCheckpoint(IDictionary<string, object?> headers) =>
        headers.TryGetValue(HaulbeatHeaders.Checkpoint, out var value) && value is byte[] { Length: <= JobLimits.LargestCheckpoint } checkpoint ? checkpoint : default;

    private static string? Text(IDictionary<string, object?> headers, string name) => headers.TryGetValue(name, out var value)
        ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), string text => text, _ => null }
        : null;

    private static long? Number(IDictionary<string, object?> headers, string name, long largest) => headers.TryGetValue(name, out var value)
        && value switch { int number => number, long number => number, short number => number, byte number => number, _ => -1L } is >= 0 and var read
        && read <= largest ? read : null;
}
