using System.Text.Json.Serialization;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Writes and reads the log's lines without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(LogVerdict))]
internal sealed partial class LogJson : JsonSerializerContext;
