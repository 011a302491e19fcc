using System.Globalization;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Html;

/// <summary>How the page says what stands in the report.</summary>
internal static class Words
{
    public static string Seconds(double seconds) => Plain(seconds, "0.#") + " s";

    /// <summary>How long the lab took: seconds, or minutes and seconds.</summary>
    public static string Duration(double seconds)
    {
        var whole = (int)Math.Round(seconds);
        return whole < 60 ? $"{whole} s" : $"{whole / 60} min {whole % 60} s";
    }

    public static string Count(int number, string one, string many) => $"{number.ToString(CultureInfo.InvariantCulture)} {(number == 1 ? one : many)}";

    /// <summary>Work done over work needed: 1× is nothing wasted.</summary>
    public static string Factor(LabCell cell) => cell.SecondsNeeded > 0 ? Plain(cell.SecondsWorked / cell.SecondsNeeded, "0.0") + "×" : "";

    public static string Message(string? message) => message switch
    {
        "done" => "done once",
        "done-twice" => "done twice",
        "kept" => "still in the queue",
        "dead" => "in the dead letters",
        _ => message ?? "",
    };

    public static string Connection(LabCell cell) => (cell.Connection?.Kept, cell.Connection?.LostAfter) switch
    {
        (true, _) => "kept",
        (_, { } after) => "lost after " + Seconds(after),
        _ => "lost",
    };

    /// <summary>Null where nobody was gone.</summary>
    public static string? Noticed(LabCell cell) => (cell.Noticed, cell.NoticedAfter) switch
    {
        (true, < 0.05) => "noticed at once",
        (true, { } after) => "noticed after " + Seconds(after),
        (false, _) => "not noticed",
        _ => null,
    };

    /// <summary>The name of a cell in the address: <c>#callback.cut</c>.</summary>
    public static string Anchor(LabCell cell) => $"{cell.Strategy}.{cell.Fault}";

    public static string Address(LabCell cell) => "#" + Uri.EscapeDataString(Anchor(cell));

    private static string Plain(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
