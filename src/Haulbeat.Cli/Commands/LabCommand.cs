using System.CommandLine;
using Haulbeat.Cli.Experimenting;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Lab;
using Haulbeat.Lab.Html;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Cli.Commands;

/// <summary><c>lab</c></summary>
internal static class LabCommand
{
    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command("lab", "Shows side by side, on a real broker, what becomes of long work under the strategies for it and under faults. Without --broker on one of its own, where rabbitmq-server is installed. Leaves nothing on the broker.");
        foreach (var option in LabOptions.All)
        {
            command.Options.Add(option);
        }

        command.AddSettings(CommandSettings.Broker);
        command.SetAction((parsed, _) => RunAsync(new Invocation(program, parsed)));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var options = LabOptions.Read(invocation, await PythonFiles.FindPythonAsync(invocation.Signals.First).ConfigureAwait(false));
        var progress = new LabProgress(invocation.Environment, invocation.Time, options.Page);
        var laboratory = new Laboratory(options.Settings, options.Strategies, options.Faults, invocation.Environment, invocation.Time);
        var report = await laboratory.RunAsync(options.Broker, new LabWatcher(progress.Begin, progress.Tell), invocation.Signals.First).ConfigureAwait(false);
        progress.End();
        Print(report, invocation);
        var written = options.Page is null || WritePage(report, options.Page);
        return written && report.Cells.Any(cell => cell.Ran) ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Print(LabReport report, Invocation invocation)
    {
        if (invocation.Json)
        {
            StandardOutput.WriteLine(LabJson.Format(report));
        }
        else
        {
            LabTable.Print(report, invocation.Environment);
        }
    }

    // The table has been printed: a page that cannot be written does not take it back.
    private static bool WritePage(LabReport report, string page)
    {
        try
        {
            using var writer = new StreamWriter(page);
            Lab.Html.LabPage.Write(report, writer);
            Console.Error.WriteLine($"The same with a timeline for each cell: {Path.GetFullPath(page)}");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            CommandError.Say($"The page cannot be written: {exception.Message}");
            return false;
        }
    }
}
