using System.Text.Json;
using System.Text.Json.Serialization;

namespace Haulbeat.Runner;

/// <summary>Writes and reads descriptors as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunDescriptor))]
internal sealed partial class RunDescriptorJson : JsonSerializerContext
{
    public static byte[] Write(RunDescriptor descriptor) => JsonSerializer.SerializeToUtf8Bytes(descriptor, Default.RunDescriptor);

    /// <summary>The descriptor, or null if the text is none. Of one in a newer version, only the version and the job may be right.</summary>
    public static RunDescriptor? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.RunDescriptor);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The descriptor in a file, or null if none can be read.</summary>
    public static RunDescriptor? ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
