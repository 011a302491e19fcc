using System.Text;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Lab.Tidying;

/// <summary>The processes that a lab started, and all that came of them: they bear its mark in their environment.</summary>
internal static class LabProcesses
{
    /// <summary>The variable that holds the mark.</summary>
    public const string Variable = "LAB_OF_HAULBEAT";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int PatienceRounds = 250;

    /// <summary>Ends all whose mark begins like this, at one moment: none is to see another die and do something about it.</summary>
    public static async Task KillAsync(string mark, TimeProvider time)
    {
        SignalAll(mark, Libc.SignalStop);
        for (var round = 0; round < PatienceRounds && SignalAll(mark, Libc.SignalKill); round++)
        {
            await Task.Delay(Pause, time, CancellationToken.None);
        }
    }

    private static bool SignalAll(string mark, int signal)
    {
        var bytes = Encoding.UTF8.GetBytes($"{Variable}={mark}");
        var found = ProcessList.Read().Where(process => process.Pid != Environment.ProcessId && ProcessList.HasInEnvironment(process.Pid, bytes)).ToList();
        found.ForEach(process => Libc.kill(process.Pid, signal));
        return found.Count > 0;
    }
}
