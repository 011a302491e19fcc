using System.CommandLine;

namespace Haulbeat.Cli.Settings;

/// <summary>A value that a flag, the environment or a configuration file can set, under one name.</summary>
internal abstract class Setting(string name, Option option)
{
    /// <summary>The name, <c>connect-timeout</c>. Also the key in a configuration file.</summary>
    public string Name { get; } = name;

    /// <summary>The flag, <c>--connect-timeout</c>.</summary>
    public Option Option { get; } = option;

    /// <summary>The environment variable, <c>HAULBEAT_CONNECT_TIMEOUT</c>, or null if the environment can't set it.</summary>
    public string? Variable { get; init; } = "HAULBEAT_" + name.ToUpperInvariant().Replace('-', '_');
}

/// <summary>A setting with its type and default.</summary>
internal sealed class Setting<T>(string name, Option option, Func<IReadOnlyList<string>, T> parse, T defaultValue) : Setting(name, option)
{
    public T Default { get; } = defaultValue;

    /// <exception cref="FormatException">The texts make no sense.</exception>
    public T Parse(IReadOnlyList<string> texts) => parse(texts);
}
