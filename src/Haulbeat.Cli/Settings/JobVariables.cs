namespace Haulbeat.Cli.Settings;

/// <summary>Reads what <c>--env</c> adds to the jobs' environment.</summary>
internal static class JobVariables
{
    public static IReadOnlyDictionary<string, string> Parse(IReadOnlyList<string> texts)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in texts.Select(Values.Pair))
        {
            variables[name] = name.StartsWith("HAULBEAT_", StringComparison.Ordinal)
                ? throw new FormatException($"'{name}' is Haulbeat's own: names that begin with HAULBEAT_ tell the job who it is.")
                : value;
        }

        return variables;
    }
}
