using System.Globalization;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>Texts for the values of a report.</summary>
internal static class Labels
{
    public static string Seconds(double seconds) => Plain(seconds, "0.#") + " s";

    /// <summary>A duration as seconds, or as minutes and seconds.</summary>
    public static string Duration(double seconds)
    {
        var whole = (int)Math.Round(seconds);
        return whole < 60 ? $"{whole} s" : $"{whole / 60} min {whole % 60} s";
    }

    public static string Count(int number, string one, string many) => $"{number.ToString(CultureInfo.InvariantCulture)} {(number == 1 ? one : many)}";

    /// <summary>Work done divided by work needed. 1× means no waste.</summary>
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

    /// <summary>Null if the worker was never gone.</summary>
    public static string? Noticed(LabCell cell) => (cell.Noticed, cell.NoticedAfter) switch
    {
        (true, < 0.05) => "noticed at once",
        (true, { } after) => "noticed after " + Seconds(after),
        (false, _) => "not noticed",
        _ => null,
    };

    /// <summary>A cell's name in the address, as in <c>#callback.cut</c>.</summary>
    public static string Anchor(LabCell cell) => $"{cell.Strategy}.{cell.Fault}";

    public static string Address(LabCell cell) => "#" + Uri.EscapeDataString(Anchor(cell));

    private static string Plain(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
