using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Sending;
using Haulbeat.Cli.Settings;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli;

/// <summary>What an error means to people and to scripts.</summary>
internal static class CommandError
{
    /// <summary>Says in one line on stderr what went wrong.</summary>
    public static void Say(string message)
    {
        try
        {
            Console.Error.WriteLine("haulbeat: " + Printable.Line(message));
        }
        catch (IOException)
        {
            // With nowhere left to say it, the exit code has to do.
        }
    }

    /// <summary>The exit code for an exception.</summary>
    public static int CodeOf(Exception exception) => exception switch
    {
        UsageException => ExitCode.WrongUsage,
        TransportException transport => CodeOf(transport.Error),
        _ => ExitCode.Failed,
    };

    /// <summary>The exception in words.</summary>
    public static string WordsOf(Exception exception) => exception switch
    {
        UsageException or TransportException or StateDirectoryException or IOException or UnauthorizedAccessException => exception.Message,
        _ => $"this should not happen: {exception.GetType().Name}: {exception.Message}. Please report it.",
    };

    private static int CodeOf(TransportError error) => error switch
    {
        TransportError.BadAddress => ExitCode.WrongUsage,
        TransportError.NoSuchQueue => ExitCode.NotFound,
        TransportError.Unreachable or TransportError.LoginRefused or TransportError.ConnectionLost => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };
}
