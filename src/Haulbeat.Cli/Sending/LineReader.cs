using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Haulbeat.Cli.Sending;

/// <summary>Cuts a stream into lines, byte for byte, without their line feeds. An empty line is a line; the last one needs no line feed.</summary>
internal static class LineReader
{
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        ReadResult result;
        do
        {
            result = await reader.ReadAsync(cancellationToken);
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
