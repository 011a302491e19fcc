using System.Globalization;

namespace Haulbeat.Cli.Settings;

/// <summary>Reads and writes durations: <c>500ms 30s 10m 2h 1d</c>, and <c>0</c>, which needs no unit.</summary>
internal static class DurationParser
{
    // .NET timers take at most 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    public static TimeSpan Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || Unit(text[digits..]) is not { } unit || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            throw new FormatException($"'{text}' is not a duration. Give a whole number with a unit: 500ms, 30s, 10m, 2h, 1d.");
        }

        return count > Longest.Ticks / unit.Ticks ? throw new FormatException($"'{text}' is longer than 40 days.") : count * unit;
    }

    public static TimeSpan ParsePositive(string text) =>
        Parse(text) is { Ticks: > 0 } duration ? duration : throw new FormatException($"'{text}' must be longer than 0.");

    /// <summary>The duration in its largest unit that needs no fraction.</summary>
    public static string Format(TimeSpan duration)
    {
        var unit = Array.Find(["d", "h", "m", "s"], unit => duration.Ticks % Unit(unit)!.Value.Ticks == 0) ?? "ms";
        return string.Create(CultureInfo.InvariantCulture, $"{duration / Unit(unit)!.Value}{unit}");
    }

    private static TimeSpan? Unit(string text) => text switch
    {
        "ms" => TimeSpan.FromMilliseconds(1),
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        _ => null,
    };
}
