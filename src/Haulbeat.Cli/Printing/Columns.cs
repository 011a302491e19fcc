namespace Haulbeat.Cli.Printing;

/// <summary>A table on stdout, in columns that people read and <c>awk</c> splits.</summary>
internal static class Columns
{
    public static void Print(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var cells = rows.Select(row => row.Select(Printable.Line).ToList()).ToList<IReadOnlyList<string>>();
        if (cells.Count == 0)
        {
            return;
        }

        cells.Insert(0, heads);
        var widths = heads.Select((_, column) => cells.Max(row => row[column].Length)).ToList();
        foreach (var row in cells)
        {
            StandardOutput.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
