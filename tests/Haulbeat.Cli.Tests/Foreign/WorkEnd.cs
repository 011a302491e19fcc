using System.Text.Json;

namespace Haulbeat.Cli.Tests.Foreign;

/// <summary>The events of a worker that ended.</summary>
internal sealed record WorkEnd(IReadOnlyList<JsonElement> Events)
{
    public static WorkEnd Read(string lines) =>
        new([.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]);

    /// <summary>The events of a worker that may still run and be in the middle of a line.</summary>
    public static WorkEnd ReadSoFar(string lines) => Read(lines[..(lines.LastIndexOf('\n') + 1)]);

    public IEnumerable<JsonElement> Of(string name) => Events.Where(each => each.GetProperty("event").GetString() == name);

    public int Count(string name) => Of(name).Count();

    public IEnumerable<string> Jobs(string name) => Of(name).Select(each => each.GetProperty("job").GetString()!);
}
