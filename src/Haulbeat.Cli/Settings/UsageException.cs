namespace Haulbeat.Cli.Settings;

/// <summary>The call makes no sense (exit code 2). The message says what is wrong, and where it was given.</summary>
internal sealed class UsageException(string message) : Exception(message);
