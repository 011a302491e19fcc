using Haulbeat.Cli.Settings;
using Haulbeat.Transports;

namespace Haulbeat.Cli;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int NotFound = 3;
    public const int Unreachable = 4;
    public const int JobDidNotSucceed = 5;

    /// <summary>The code of a program that a signal ended.</summary>
    public static int OfSignal(int signal) => 128 + signal;

    /// <summary>The code for an exception.</summary>
    public static int Of(Exception exception) => exception switch
    {
        UsageException => WrongUsage,
        TransportException { Error: TransportError.BadAddress } => WrongUsage,
        TransportException { Error: TransportError.NoSuchQueue } => NotFound,
        TransportException { Error: TransportError.Unreachable or TransportError.LoginRefused or TransportError.ConnectionLost } => Unreachable,
        _ => Failed,
    };
}
