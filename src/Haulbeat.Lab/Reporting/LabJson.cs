using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Haulbeat.Lab.Reporting;

/// <summary>The report as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LabReport))]
internal sealed partial class LabJson : JsonSerializerContext
{
    // Sentences stay readable; nobody puts this output into a web page unescaped.
    private static readonly Lazy<LabJson> Readable = new(() => new LabJson(new JsonSerializerOptions(JsonSerializerDefaults.General) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }));

    /// <summary>One object on one line.</summary>
    public static string Format(LabReport report) => JsonSerializer.Serialize(report, Readable.Value.LabReport);

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static LabReport Parse(string json) => JsonSerializer.Deserialize(json, Readable.Value.LabReport)
        ?? throw new JsonException("There is no report in it.");
}
