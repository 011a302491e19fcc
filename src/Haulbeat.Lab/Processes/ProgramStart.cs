using System.Diagnostics;

namespace Haulbeat.Lab.Processes;

/// <summary>How to start a program in its own session, so that Ctrl-C reaches the lab alone. Its output goes to a file.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Environment">Variables to set besides the lab's own; null removes one.</param>
/// <param name="Log">The file for its output.</param>
/// <param name="Tag">The tag that it and its descendants carry in their environment.</param>
internal sealed record ProgramStart(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string?> Environment, string Log, string Tag)
{
    private const string LogVariable = "LAB_LOG";

    // The shell execs setsid, which execs the program: all three have the same pid.
    private const string Shell = $"exec setsid \"$@\" >>\"${LogVariable}\" 2>&1 </dev/null";

    public Process Start()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Shell, "sh", .. Command]) { UseShellExecute = false };
        foreach (var setting in start.Environment.Keys.Where(name => name.StartsWith("HAULBEAT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[LogVariable] = Log;
        start.Environment[TaggedProcesses.Variable] = Tag;
        return Process.Start(start) ?? throw new IOException($"Cannot start {Command[0]}.");
    }
}
