using System.Globalization;
using System.Text;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Execution.Processes.Reattach;

/// <summary>The runners of a state directory, noted or not.</summary>
internal static class LivingRunners
{
    /// <summary>Their pids.</summary>
    /// <param name="work">Where their jobs' private folders lie, which stands among their arguments.</param>
    public static IReadOnlyList<int> Of(string work)
    {
        var mark = Encoding.UTF8.GetBytes($"\0{RunnerProgram.Verb}\0" + $"3\0{work}\0");
        return [.. ProcessList.Read().Select(process => process.Pid).Where(pid => IsRunner(pid, mark))];
    }

    /// <summary>Ends a runner that does not answer, stopped or not.</summary>
    public static void Kill(int runner, string work)
    {
        var pidfd = Libc.OpenPidfd(runner);
        if (pidfd >= 0 && Of(work).Contains(runner))
        {
            Libc.SignalPidfd(pidfd, Libc.SignalKill);
            Descriptor.WaitUntilReadable(pidfd, 5000);
        }

        Descriptor.Close(ref pidfd);
    }

    private static bool IsRunner(int pid, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
