using System.Globalization;
using Haulbeat.Running.Posix;

namespace Haulbeat.Running;

/// <summary>Ends a run's processes when its runner is gone and nobody owns them: found by their session, and by the run's files in their environment.</summary>
internal static unsafe class StrayProcesses
{
    private const int PatienceRounds = 400;
    private const int MillisecondsBetweenRounds = 5;

    /// <returns>Whether none is left.</returns>
    public static bool Kill(RunFiles files, int? session)
    {
        var mark = System.Text.Encoding.UTF8.GetBytes($"HAULBEAT_RESULT={files.Result}\0");
        for (var round = 0; round < PatienceRounds; round++)
        {
            var found = Find(mark, session);
            if (found.Count == 0)
            {
                return true;
            }

            found.ForEach(pid => Libc.kill(pid, Libc.SignalKill));
            _ = Libc.poll(null, 0, MillisecondsBetweenRounds);
        }

        return false;
    }

    private static List<int> Find(byte[] mark, int? session) =>
        [.. ProcessList.Read().Where(process => process.Session == session || HasMark(process.Pid, mark)).Select(process => process.Pid)];

    private static bool HasMark(int pid, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
