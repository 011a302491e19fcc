namespace Haulbeat.Testing;

/// <summary>Commands that are pasted into a shell, as people do it.</summary>
public static class PastedCommands
{
    /// <summary>Runs them one after the other, and asserts that the last one succeeded.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="controller">What rabbitmqctl stands for in them.</param>
    public static Task RunAsync(IEnumerable<string> commands, string controller) =>
        ForeignProgram.SucceedAsync("bash", ["-c", $"rabbitmqctl() {{ {controller} \"$@\"; }}\n{string.Join('\n', commands)}"]);
}
