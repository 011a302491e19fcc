using System.Text;
using System.Text.Json;

namespace Haulbeat.Cli.Printing;

/// <summary>Stdout as bytes, each write at once. A reader that went away (EPIPE) is no error: .NET swallows it.</summary>
internal static class StandardOutput
{
    private static readonly Stream Stream = Console.OpenStandardOutput();

    /// <exception cref="IOException">The disk behind it is full, say.</exception>
    public static void Write(ReadOnlySpan<byte> bytes) => Stream.Write(bytes);

    public static void WriteLine(string text) => Write(Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Writes one JSON object on one line.</summary>
    public static void WriteJson(Action<Utf8JsonWriter> writeFields) => Write(JsonText.Line(writeFields));

    /// <summary>Writes a table in columns that people read and <c>awk</c> splits; nothing if it has no rows.</summary>
    public static void WriteTable(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var cells = rows.Select(row => row.Select(Terminal.Clean).ToList()).ToList<IReadOnlyList<string>>();
        if (cells.Count == 0)
        {
            return;
        }

        cells.Insert(0, heads);
        var widths = heads.Select((_, column) => cells.Max(row => row[column].Length)).ToList();
        foreach (var row in cells)
        {
            WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
