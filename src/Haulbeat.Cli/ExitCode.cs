namespace Haulbeat.Cli;

/// <summary>What the program's end says to scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int NotFound = 3;
    public const int Unreachable = 4;
    public const int JobDidNotSucceed = 5;

    /// <summary>The code of a program that a signal ended.</summary>
    public static int EndedBy(int signal) => 128 + signal;
}
