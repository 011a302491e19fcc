using System.Text.Json;

namespace Haulbeat.Cli.Settings;

/// <summary>A configuration file: one JSON object whose keys are names of settings.</summary>
internal sealed class ConfigurationFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private readonly Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal);

    private ConfigurationFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Reads the file, or returns null if there is none.</summary>
    /// <exception cref="UsageException">It can't be read, is not a JSON object, or has a key that is not a setting.</exception>
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
            throw new UsageException($"cannot read the configuration file {path}: {exception.Message}");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"the configuration file {path} is not valid JSON: {exception.Message}");
        }
    }

    /// <summary>The texts of a setting, or null if the file does not set it.</summary>
    public IReadOnlyList<string>? Find(string name) => values.GetValueOrDefault(name);

    private static ConfigurationFile From(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new UsageException($"the configuration file {path} does not hold a JSON object.");
        }

        var file = new ConfigurationFile(path);
        foreach (var property in root.EnumerateObject())
        {
            file.values[property.Name] = CommandSettings.All.Any(setting => setting.Name == property.Name)
                ? Texts(property) ?? throw new UsageException($"\"{property.Name}\" in {path} must be {Form(property.Name)}.")
                : throw new UsageException($"\"{property.Name}\" in {path} is not a setting. The settings are {string.Join(", ", CommandSettings.All.Select(setting => setting.Name))}.");
        }

        return file;
    }

    private static string[]? Texts(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Object when property.Name == CommandSettings.Environment.Name => Pairs(property.Value),
        _ when property.Name == CommandSettings.Environment.Name => null,
        JsonValueKind.String => [property.Value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [property.Value.GetRawText()],
        _ => null,
    };

    private static string[]? Pairs(JsonElement table) =>
        table.EnumerateObject().All(pair => pair.Value.ValueKind == JsonValueKind.String)
            ? [.. table.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value.GetString()}")]
            : null;

    private static string Form(string name) =>
        name == CommandSettings.Environment.Name ? "an object of strings" : "a string, a number, true or false";
}
