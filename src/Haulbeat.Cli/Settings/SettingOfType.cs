using System.CommandLine;

namespace Haulbeat.Cli.Settings;

/// <summary>A setting with its type, and the value it has where nobody says anything.</summary>
internal sealed class Setting<T>(string name, Option option, Func<IReadOnlyList<string>, T> parse, T otherwise) : Setting(name, option)
{
    public T Otherwise { get; } = otherwise;

    public T Parse(IReadOnlyList<string> texts) => parse(texts);
}
