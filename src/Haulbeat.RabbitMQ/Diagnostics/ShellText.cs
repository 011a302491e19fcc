namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Text in a command that is pasted into a shell. No clock, no I/O.</summary>
internal static class ShellText
{
    public static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
