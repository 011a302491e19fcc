using System.Text.Json;
using System.Text.Json.Serialization;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Values that are JSON in the file.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class JsonColumns : JsonSerializerContext
{
    public static string? WriteHeaders(IReadOnlyDictionary<string, string> headers) =>
        headers.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<string, string>(headers, StringComparer.Ordinal), Default.DictionaryStringString);

    public static Dictionary<string, string> ReadHeaders(string? text) =>
        (text is null ? null : JsonSerializer.Deserialize(text, Default.DictionaryStringString)) ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Names as a JSON array, for json_each.</summary>
    public static string WriteNames(IReadOnlyList<string> names) => JsonSerializer.Serialize(names, Default.IReadOnlyListString);
}
