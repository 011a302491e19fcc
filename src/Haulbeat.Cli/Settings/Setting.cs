using System.CommandLine;

namespace Haulbeat.Cli.Settings;

/// <summary>Something that can be said by a flag, in the environment or in a configuration file, under one name.</summary>
internal abstract class Setting(string name, Option option)
{
    /// <summary>The name: <c>connect-timeout</c>. Also the key in a configuration file.</summary>
    public string Name { get; } = name;

    /// <summary>The flag: <c>--connect-timeout</c>.</summary>
    public Option Option { get; } = option;

    /// <summary>The environment variable, <c>HAULBEAT_CONNECT_TIMEOUT</c>, unless the job protocol has taken that name.</summary>
    public string? Variable { get; init; } = "HAULBEAT_" + name.ToUpperInvariant().Replace('-', '_');
}
