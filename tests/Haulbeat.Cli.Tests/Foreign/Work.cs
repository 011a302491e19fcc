using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

/// <summary>Runs a worker with --json to its end.</summary>
internal static class Work
{
    public static Task<WorkEnd> RunAsync(Uri broker, string[] options, params string[] command) => RunAsync(broker.ToString(), options, command);

    public static async Task<WorkEnd> RunAsync(string broker, string[] options, params string[] command)
    {
        using var state = new TemporaryDirectory();
        var end = await HaulbeatProgram.SucceedAsync(["work", .. options, "--broker", broker, "--json", "--state-dir", state.Path, "--", .. command]);
        return WorkEnd.Read(end.Text);
    }
}
