using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli;

/// <summary>Error messages for people.</summary>
internal static class CommandError
{
    /// <summary>Prints one line on stderr.</summary>
    public static void Say(string message)
    {
        try
        {
            Console.Error.WriteLine("haulbeat: " + Terminal.Clean(message));
        }
        catch (IOException)
        {
            // Stderr is gone: the exit code has to do.
        }
    }

    /// <summary>What the exception means to a person.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        StateDirectoryException => exception.Message + " --state-dir and --name choose it.",
        UsageException or TransportException or IOException or UnauthorizedAccessException => exception.Message,
        _ => $"unexpected error, please report it: {exception.GetType().Name}: {exception.Message}",
    };
}
