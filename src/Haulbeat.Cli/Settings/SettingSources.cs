using System.CommandLine;

namespace Haulbeat.Cli.Settings;

/// <summary>Looks settings up: in the flags, then the environment, then the configuration files.</summary>
internal sealed class SettingSources
{
    private readonly ParseResult flags;
    private readonly Func<string, string?> environment;
    private readonly IReadOnlyList<ConfigurationFile> files = [];

    public SettingSources(ParseResult flags, Func<string, string?> environment)
    {
        this.flags = flags;
        this.environment = environment;
        files = ReadFiles();
    }

    /// <summary>The setting's value, from the first source that has one.</summary>
    /// <exception cref="UsageException">The value makes no sense; the message names the source.</exception>
    public T Get<T>(Setting<T> setting)
    {
        if (Find(setting) is not { } found)
        {
            return setting.Default;
        }

        try
        {
            return setting.Parse(found.Texts);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{found.Source}: {exception.Message}");
        }
    }

    /// <summary>Where the setting's value comes from, for error messages: the flag if nothing sets it.</summary>
    public string SourceOf(Setting setting) => Find(setting)?.Source ?? setting.Option.Name;

    private (IReadOnlyList<string> Texts, string Source)? Find(Setting setting)
    {
        if (Flag(setting) is { } flag)
        {
            return (flag, setting.Option.Name);
        }

        if (setting.Variable is { } variable && environment(variable) is { Length: > 0 } value)
        {
            return ([value], variable);
        }

        var file = files.FirstOrDefault(file => file.Find(setting.Name) is not null);
        return file is null ? null : (file.Find(setting.Name)!, $"\"{setting.Name}\" in {file.Path}");
    }

    private IReadOnlyList<string>? Flag(Setting setting) => flags.GetResult(setting.Option) switch
    {
        null or { Implicit: true } => null,
        { Tokens.Count: 0 } => ["true"],
        var result => [.. result.Tokens.Select(token => token.Value)],
    };

    private List<ConfigurationFile> ReadFiles()
    {
        var read = Paths().Select(ConfigurationFile.TryRead).OfType<ConfigurationFile>().ToList();
        if (Get(CommandSettings.Configuration) is { } named)
        {
            read.Insert(0, ConfigurationFile.TryRead(named) ?? throw new UsageException($"the configuration file {named} does not exist."));
        }

        return read;
    }

    private IEnumerable<string> Paths()
    {
        if (UserFolders.Configuration(environment) is { } folder)
        {
            yield return folder + "/config.json";
        }

        yield return "/etc/haulbeat/config.json";
    }
}
