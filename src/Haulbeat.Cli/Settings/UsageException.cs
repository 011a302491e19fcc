namespace Haulbeat.Cli.Settings;

/// <summary>The program was called in a way it cannot follow (exit code 2). The message says what is wrong and where it was said.</summary>
internal sealed class UsageException(string message) : Exception(message);
