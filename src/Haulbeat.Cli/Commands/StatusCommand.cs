using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Commands;

/// <summary><c>status [JOB]</c></summary>
internal static class StatusCommand
{
    private static readonly Argument<string?> Job = new("JOB") { Arity = ArgumentArity.ZeroOrOne, HelpName = "JOB", Description = "The job's id. Without it: the queues and the running jobs." };
    private static readonly Option<string[]> Queues = new("--queue") { HelpName = "NAME", Description = "Only this queue. RabbitMQ does not list its queues: there, name those you want. May be given several times." };

    public static Command Create(ProgramEnvironment surroundings)
    {
        var command = new Command("status", "Says how a job is, or what the queues hold and what runs.") { Job, Queues };
        command.AddBrokerSettings(Known.StateDirectory);
        command.SetAction((parsed, _) => surroundings.RunInterruptiblyAsync(() => RunAsync(new Invocation(surroundings, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
        return invocation.Parsed.GetValue(Job) is { } job
            ? await JobAsync(invocation, transport, job).ConfigureAwait(false)
            : await AllAsync(invocation, transport).ConfigureAwait(false);
    }

    private static async Task<int> JobAsync(Invocation invocation, ITransport transport, string job)
    {
        var known = await transport.Monitor.FindJobAsync(job, invocation.Signals.First).ConfigureAwait(false);
        if (JobKnowledge.Join(known, invocation.History.Find(job)) is not { } state)
        {
            CommandError.Say($"Nothing is known of a job {job} at {transport.Address} or on this machine.");
            return ExitCode.NotFound;
        }

        StatusPrinter.Print(state, invocation.Json);
        return ExitCode.Done;
    }

    private static async Task<int> AllAsync(Invocation invocation, ITransport transport)
    {
        var queues = await QueuesAsync(invocation, transport).ConfigureAwait(false);
        StatusPrinter.Print(queues, invocation.History.Running(), invocation.Json);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<QueueState>> QueuesAsync(Invocation invocation, ITransport transport)
    {
        if (invocation.Parsed.GetValue(Queues) is not { Length: > 0 } named)
        {
            return await transport.Monitor.ListQueuesAsync(invocation.Signals.First).ConfigureAwait(false);
        }

        var found = new List<QueueState>();
        foreach (var name in named.Select(QueueName.Check))
        {
            found.Add(await transport.Monitor.FindQueueAsync(name, invocation.Signals.First).ConfigureAwait(false)
                ?? throw new TransportException(TransportError.NoSuchQueue, $"There is no queue {name} at {transport.Address}."));
        }

        return found;
    }
}
