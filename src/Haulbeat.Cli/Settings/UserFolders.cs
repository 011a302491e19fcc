namespace Haulbeat.Cli.Settings;

/// <summary>The user's own folders, by the XDG base directory specification, which says to ignore relative paths.</summary>
internal static class UserFolders
{
    /// <summary>The folder of the user's configuration, or null for a user without a home.</summary>
    public static string? Configuration(Func<string, string?> environment) => Find(environment, "XDG_CONFIG_HOME", ".config");

    /// <summary>The folder for everything that has to last: the embedded queue and the workers' state directories.</summary>
    /// <exception cref="UsageException">The user has no home.</exception>
    public static string State(Func<string, string?> environment) => Find(environment, "XDG_STATE_HOME", ".local/state")
        ?? throw new UsageException("no folder for state: neither XDG_STATE_HOME nor HOME is an absolute path. Set one of them.");

    private static string? Find(Func<string, string?> environment, string variable, string underHome)
    {
        if (environment(variable) is ['/', ..] folder)
        {
            return folder.TrimEnd('/') + "/haulbeat";
        }

        return environment("HOME") is ['/', ..] home ? $"{home.TrimEnd('/')}/{underHome}/haulbeat" : null;
    }
}
