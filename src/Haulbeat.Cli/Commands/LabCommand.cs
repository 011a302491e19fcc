using System.CommandLine;
using Haulbeat.Cli.Experimenting;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Lab;
using Haulbeat.Lab.Html;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Cli.Commands;

/// <summary><c>lab</c></summary>
internal static class LabCommand
{
    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command("lab", "Compare strategies for long work on a real broker, under faults. Without --broker it starts its own, if rabbitmq-server is installed. It leaves nothing on the broker.");
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
        var options = LabOptions.Read(invocation);
        var progress = new LabProgress(invocation.Environment, invocation.Time, options.Page);
        var laboratory = new Laboratory(options.Settings, invocation.Environment, invocation.Time);
        var report = await laboratory.RunAsync(options.Broker, progress, invocation.Signals.First);
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

    // The table has been printed. If the page cannot be written, the report is not lost.
    private static bool WritePage(LabReport report, string page)
    {
        try
        {
            using var writer = new StreamWriter(page);
            LabPage.Write(report, writer);
            Console.Error.WriteLine($"The page with a timeline of each cell: {Path.GetFullPath(page)}");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            CommandError.Say($"Cannot write the page: {exception.Message}");
            return false;
        }
    }
}
