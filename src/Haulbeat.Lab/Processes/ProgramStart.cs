using System.Diagnostics;
using Haulbeat.Lab.Tidying;

namespace Haulbeat.Lab.Processes;

/// <summary>A program of the lab's, in a session of its own, so that Ctrl-C reaches the lab alone; what it prints goes to a file.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Environment">What it finds in its environment, beside the lab's; null takes a variable away.</param>
/// <param name="Log">Where its output goes.</param>
/// <param name="Mark">What it bears in its environment, and all that comes of it.</param>
internal sealed record ProgramStart(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string?> Environment, string Log, string Mark)
{
    private const string LogVariable = "LAB_LOG";

    // The shell and setsid become the program: its pid is the one that is started.
    private const string Shell = $"exec setsid \"$@\" >>\"${LogVariable}\" 2>&1 </dev/null";

    public Process Start()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Shell, "sh", .. Command]) { UseShellExecute = false };
        foreach (var own in start.Environment.Keys.Where(name => name.StartsWith("HAULBEAT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(own);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[LogVariable] = Log;
        start.Environment[LabProcesses.Variable] = Mark;
        return Process.Start(start) ?? throw new IOException($"{Command[0]} cannot be started.");
    }
}
