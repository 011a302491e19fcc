using Haulbeat.Sqlite.Queries;

namespace Haulbeat.Cli.Sending;

/// <summary>The W3C trace context of the process: what is malformed is as good as none, as the standard wants it.</summary>
internal static class TraceContext
{
    private const int Length = 55;

    public static string? Of(string? traceParent) =>
        traceParent is { Length: Length } && traceParent.Split('-') is [{ Length: 2 }, { Length: 32 }, { Length: 16 }, { Length: 2 }] parts
        && parts.All(part => part.All(char.IsAsciiHexDigitLower)) ? traceParent : null;
}
