using Haulbeat.Cli.Sending;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Runs' records have to be written somewhere.</summary>
internal static class StateDirectoryCheck
{
    public static Check Look(string path)
    {
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(path, $".doctor-{Environment.ProcessId}");
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
            return new Check("state directory", CheckVerdict.Good, $"{path} can be written.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Check("state directory", CheckVerdict.Bad, $"{path} cannot be written: {exception.Message} No worker can keep its runs there. Give a writable folder with --state-dir, or set XDG_STATE_HOME.");
        }
    }
}
