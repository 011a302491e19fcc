using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Reporting;
using Haulbeat.Running;

namespace Haulbeat.Cli.Commands;

/// <summary><c>logs JOB</c></summary>
internal static class LogsCommand
{
    private static readonly Argument<string> Job = new("JOB") { HelpName = "JOB", Description = "The job's id." };

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("logs", "Prints what a job has printed so far, stdout and stderr as they came.") { Job };
        command.AddBrokerSettings(Known.StateDirectory);
        command.SetAction((parsed, _) => surroundings.RunInterruptiblyAsync(() => RunAsync(new Invocation(surroundings, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var job = invocation.Parsed.GetRequiredValue(Job);
        if (await FindRunAsync(invocation, job).ConfigureAwait(false) is not { } run)
        {
            Complaint.Say($"There is no output of a job {job} on this machine.");
            return ExitCode.NotFound;
        }

        Print(run.OlderLog);
        Print(run.Log);
        return ExitCode.Done;
    }

    // The disk knows most jobs without asking the broker; the embedded queue knows also those of workers with a folder of their own.
    private static async Task<RunFiles?> FindRunAsync(Invocation invocation, string job)
    {
        if (invocation.History.FindFiles(job) is { } files)
        {
            return files;
        }

        await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
        var known = await transport.FindJobAsync(job, invocation.Signals.First).ConfigureAwait(false);
        return known?.StateDirectory is { } folder ? new RunHistory(folder).FindFiles(job) : null;
    }

    private static void Print(string path)
    {
        try
        {
            using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[64 << 10];
            while (log.Read(buffer) is > 0 and var count)
            {
                StandardOutput.Write(buffer.AsSpan(0, count));
            }
        }
        catch (FileNotFoundException)
        {
            // A job that printed nothing, or less than half of the limit, has no such file.
        }
    }
}
