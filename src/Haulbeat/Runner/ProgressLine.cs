using System.Globalization;
using Haulbeat.Jobs;

namespace Haulbeat.Runner;

/// <summary>Parses a line of the job protocol's progress file: <c>0.42 second pass</c> or <c>42% second pass</c>.</summary>
internal static class ProgressLine
{
    private const int LongestMessage = 200;

    public static Progress? Parse(string line)
    {
        var trimmed = line.Trim();
        if (trimmed.Length == 0)
        {
            return null;
        }

        var space = trimmed.IndexOf(' ', StringComparison.Ordinal);
        var number = space < 0 ? trimmed : trimmed[..space];
        var message = space < 0 ? null : Shorten(trimmed[(space + 1)..].Trim());
        return ParseFraction(number) is { } fraction ? new Progress(fraction, message) : new Progress(null, Shorten(trimmed));
    }

    private static double? ParseFraction(string number)
    {
        var percent = number.EndsWith('%');
        var digits = percent ? number[..^1] : number;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return null;
        }

        return Math.Clamp(percent ? value / 100 : value, 0, 1);
    }

    private static string? Shorten(string message) =>
        message.Length == 0 ? null : message.Length > LongestMessage ? message[..LongestMessage] : message;
}
