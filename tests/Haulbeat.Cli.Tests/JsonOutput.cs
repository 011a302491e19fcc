using System.Text.Json;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests;

/// <summary>Reads JSON from stdout, where nothing else may stand.</summary>
internal static class JsonOutput
{
    public static IReadOnlyList<JsonElement> Json(this ProgramEnd end) =>
        [.. end.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public static IReadOnlyList<JsonElement> Events(this ProgramEnd end, string name) =>
        [.. end.Json().Where(line => line.GetProperty("event").GetString() == name)];

    public static string? Text(this JsonElement element, string property) => element.GetProperty(property).GetString();
}
