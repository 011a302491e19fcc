using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Commands;

/// <summary><c>status [JOB]</c></summary>
internal static class StatusCommand
{
    private static readonly Argument<string?> Job = new("JOB") { Arity = ArgumentArity.ZeroOrOne, Description = "Id of the job; without it, print the queues and the running jobs" };
    private static readonly Option<string[]> Queues = new("--queue") { HelpName = "NAME", Description = "Print this queue alone; repeatable [all queues; on RabbitMQ, those in the event log]" };

    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command("status", "Print the state of a job, or the queues and the running jobs") { Job, Queues };
        command.AddBrokerSettings(CommandSettings.StateDirectory);
        command.SetAction((parsed, _) => program.RunInterruptiblyAsync(() => RunAsync(new Invocation(program, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        await using var transport = await invocation.ConnectAsync();
        return invocation.Parsed.GetValue(Job) is { } job
            ? await PrintJobAsync(invocation, transport, job)
            : await PrintAllAsync(invocation, transport, [.. (invocation.Parsed.GetValue(Queues) ?? []).Select(ValueParser.QueueName)]);
    }

    private static async Task<int> PrintJobAsync(Invocation invocation, ITransport transport, string job)
    {
        var known = await transport.Monitor.FindJobAsync(job, invocation.Signals.First);
        if (KnownJobs.Join(known, invocation.History.Find(job)) is not { } state)
        {
            CommandError.Say($"no job {job} is known at {transport.Address} or on this machine.");
            return ExitCode.NotFound;
        }

        StatusPrinter.Print(state, invocation.Json);
        return ExitCode.Done;
    }

    private static async Task<int> PrintAllAsync(Invocation invocation, ITransport transport, IReadOnlyList<string> named)
    {
        var queues = named.Count == 0 ? await transport.Monitor.ListQueuesAsync(invocation.Signals.First) : await FindQueuesAsync(invocation, transport, named);
        var running = KnownJobs.JoinAll(await ListRunningAsync(invocation, transport, named), invocation.History.Running());
        StatusPrinter.Print(queues, [.. running.Where(job => named.Count == 0 || named.Contains(job.Queue, StringComparer.Ordinal))], invocation.Json);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<QueueState>> FindQueuesAsync(Invocation invocation, ITransport transport, IReadOnlyList<string> named)
    {
        var found = new List<QueueState>();
        foreach (var name in named)
        {
            found.Add(await transport.Monitor.FindQueueAsync(name, invocation.Signals.First)
                ?? throw new TransportException(TransportError.NoSuchQueue, $"there is no queue {name} at {transport.Address}."));
        }

        return found;
    }

    private static async Task<IReadOnlyList<JobState>> ListRunningAsync(Invocation invocation, ITransport transport, IReadOnlyList<string> named)
    {
        var running = new List<JobState>();
        var filter = new JobFilter { State = "running", Queue = named is [var only] ? only : null };
        do
        {
            var page = await transport.Monitor.ListJobsAsync(filter, invocation.Signals.First);
            running.AddRange(page.Jobs);
            filter = filter with { After = page.Next };
        }
        while (filter.After is not null);
        return running;
    }
}
