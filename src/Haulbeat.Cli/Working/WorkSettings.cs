using Haulbeat.Cli.Settings;
using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Working;

/// <summary>The settings of <c>work</c>, all read before anything is touched.</summary>
internal sealed class WorkSettings
{
    private readonly Func<WorkerPlace, JobCommand, IReporter, WorkerOptions> create;
    private readonly string onStop;

    public WorkSettings(SettingSources sources, IReadOnlyList<string> queueNames)
    {
        IReadOnlyList<string> queues = [.. queueNames.Select(ValueParser.QueueName).Distinct(StringComparer.Ordinal)];
        var (slots, untilEmpty, maxJobs) = (sources.Get(CommandSettings.Slots), sources.Get(CommandSettings.UntilEmpty), sources.Get(CommandSettings.MaxJobs));
        var (lease, leaseAfter, interruptions) = (sources.Get(CommandSettings.Lease), sources.Get(CommandSettings.LeaseAfter), sources.Get(CommandSettings.Interruptions));
        var (grace, declare) = (sources.Get(CommandSettings.Grace), sources.Get(CommandSettings.Declare));
        onStop = sources.Get(CommandSettings.OnStop);
        create = (place, command, reporter) => new WorkerOptions
        {
            Name = place.Name,
            StateDirectory = place.StateDirectory,
            Queues = queues,
            Command = command,
            Slots = slots,
            Lease = lease,
            LeaseAfter = leaseAfter,
            Interruptions = interruptions,
            Grace = grace,
            Declare = declare,
            UntilEmpty = untilEmpty,
            MaxJobs = maxJobs,
            Reporter = reporter,
            RunnerProgram = OwnProgram.Command,
        };
    }

    public WorkerOptions For(WorkerPlace place, JobCommand command, IReporter reporter) => create(place, command, reporter);

    /// <summary>What the first and the second signal mean.</summary>
    public StopSignals StopBy(Signals signals) => onStop switch
    {
        "return" => new StopSignals { Requeue = signals.First },
        "detach" => new StopSignals { Detach = signals.First, Requeue = signals.Second },
        _ => new StopSignals { Drain = signals.First, Requeue = signals.Second },
    };
}
