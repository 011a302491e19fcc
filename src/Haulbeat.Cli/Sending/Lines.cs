using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Haulbeat.Sqlite.Queries;

namespace Haulbeat.Cli.Sending;

/// <summary>Cuts a stream into lines, byte for byte, each without its line feed. An empty line is a line; a last one needs no line feed.</summary>
internal static class Lines
{
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        ReadResult result;
        do
        {
            result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var rest = result.Buffer;
            while (TryCut(ref rest, result.IsCompleted, out var line))
            {
                yield return line;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
        while (!result.IsCompleted);
    }

    private static bool TryCut(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlyMemory<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end).ToArray();
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = isLast ? rest.ToArray() : default;
        rest = isLast ? rest.Slice(rest.End) : rest;
        return line.Length > 0;
    }
}
