namespace Haulbeat.Cli.Settings;

/// <summary>The user's own folders, by the XDG base directory specification: a path that is not absolute is as good as none.</summary>
internal static class UserFolders
{
    /// <summary>Where the user's configuration lies, or null for a user without a home.</summary>
    public static string? Configuration(Func<string, string?> environment) => Find(environment, "XDG_CONFIG_HOME", ".config");

    /// <summary>Where Haulbeat keeps what has to last: the embedded queue and the workers' state directories.</summary>
    /// <exception cref="UsageException">The user has no home.</exception>
    public static string State(Func<string, string?> environment) => Find(environment, "XDG_STATE_HOME", ".local/state")
        ?? throw new UsageException("There is no place to keep state: neither XDG_STATE_HOME nor HOME is set to an absolute path. Set one of them.");

    private static string? Find(Func<string, string?> environment, string variable, string below)
    {
        if (environment(variable) is ['/', ..] folder)
        {
            return folder.TrimEnd('/') + "/haulbeat";
        }

        return environment("HOME") is ['/', ..] home ? $"{home.TrimEnd('/')}/{below}/haulbeat" : null;
    }
}
