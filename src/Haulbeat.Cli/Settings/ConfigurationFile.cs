using System.Text.Json;
using Haulbeat.Cli.Sending;

namespace Haulbeat.Cli.Settings;

/// <summary>A configuration file: one JSON object whose keys are the settings' names.</summary>
internal sealed class ConfigurationFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private readonly Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal);

    private ConfigurationFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Reads the file, or returns null if there is none.</summary>
    /// <exception cref="UsageException">It cannot be read, is no JSON object, or holds a key that is no setting.</exception>
    public static ConfigurationFile? TryRead(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return From(path, document.RootElement);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The configuration file {path} cannot be read: {exception.Message}");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"The configuration file {path} is no valid JSON: {exception.Message}");
        }
    }

    /// <summary>The texts of a setting, or null if the file does not say.</summary>
    public IReadOnlyList<string>? Find(string name) => values.GetValueOrDefault(name);

    private static ConfigurationFile From(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new UsageException($"The configuration file {path} has to hold one JSON object.");
        }

        var file = new ConfigurationFile(path);
        foreach (var property in root.EnumerateObject())
        {
            file.values[property.Name] = Known.All.Any(setting => setting.Name == property.Name)
                ? Texts(property) ?? throw new UsageException($"\"{property.Name}\" in {path} has to be {Form(property.Name)}.")
                : throw new UsageException($"The configuration file {path} holds \"{property.Name}\", which is no setting. There are: {string.Join(", ", Known.All.Select(setting => setting.Name))}.");
        }

        return file;
    }

    private static string[]? Texts(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Object when property.Name == Known.Environment.Name => Pairs(property.Value),
        _ when property.Name == Known.Environment.Name => null,
        JsonValueKind.String => [property.Value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [property.Value.GetRawText()],
        _ => null,
    };

    private static string[]? Pairs(JsonElement table) =>
        table.EnumerateObject().All(pair => pair.Value.ValueKind == JsonValueKind.String)
            ? [.. table.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value.GetString()}")]
            : null;

    private static string Form(string name) =>
        name == Known.Environment.Name ? "an object of texts" : "a text, a number, true or false";
}
