using System.Diagnostics;
using System.Globalization;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Working;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Demonstration;

/// <summary>The demo's worker: <c>haulbeat work</c> in a process of its own, so that it can be killed like any other.</summary>
/// <param name="folder">Where its state directory and its queue lie.</param>
/// <param name="queue">The queue.</param>
internal sealed class DemoWorker(string folder, string queue)
{
    /// <summary>How many of its jobs run at once.</summary>
    public const int Slots = 2;

    /// <summary>Its queue file.</summary>
    public string Broker => $"file:{folder}/queue.db";

    /// <summary>Its state directory.</summary>
    public string State => folder + "/worker";

    /// <summary>Runs it until the queue is empty, or it is killed.</summary>
    /// <param name="heard">Told of each event. True: the worker is killed (SIGKILL).</param>
    /// <param name="stop">Cancelled: it stops its jobs and ends.</param>
    public async Task RunAsync(Func<int, WorkerEvent, bool> heard, CancellationToken stop)
    {
        using var process = Process.Start(Program())!;
        await using var ending = stop.Register(() => Libc.kill(process.Id, Libc.SignalTerminate)).ConfigureAwait(false);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            if (EventReader.Read(line) is { } happened && heard(process.Id, happened))
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private ProcessStartInfo Program()
    {
        string[] arguments =
        [
            .. OwnProgram.Command.Skip(1), "work", queue, "--broker", Broker, "--state-dir", State, "--name", "demo", "--json",
            "--slots", Slots.ToString(CultureInfo.InvariantCulture), "--grace", "2s", "--on-stop", "return", "--until-empty", "--", .. OwnProgram.Command, DemoWork.Verb,
        ];
        var start = new ProcessStartInfo(OwnProgram.Command[0], arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var own in start.Environment.Keys.Where(name => name.StartsWith("HAULBEAT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(own);
        }

        start.Environment["XDG_CONFIG_HOME"] = folder;
        return start;
    }
}
