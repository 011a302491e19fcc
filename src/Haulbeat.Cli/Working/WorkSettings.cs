using Haulbeat.Cli.Settings;
using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Working;

/// <summary>The settings of <c>work</c>, all read and judged before anything is touched.</summary>
internal sealed class WorkSettings
{
    private readonly SettingSources sources;
    private readonly IReadOnlyList<string> queues;
    private readonly string onStop;

    public WorkSettings(SettingSources sources, IReadOnlyList<string> queues)
    {
        this.sources = sources;
        this.queues = [.. queues.Select(queue => QueueName.Check(queue)).Distinct(StringComparer.Ordinal)];
        onStop = sources.Get(Known.OnStop);
        Template = Read();
    }

    private Func<WorkerPlace, JobCommand, IReporter, WorkerOptions> Template { get; }

    public WorkerOptions For(WorkerPlace place, JobCommand command, IReporter reporter) => Template(place, command, reporter);

    /// <summary>What the first and the second signal mean.</summary>
    public StopSignals StopBy(Signals signals) => onStop switch
    {
        "return" => new StopSignals { Requeue = signals.First },
        "leave" => new StopSignals { Detach = signals.First, Requeue = signals.Second },
        _ => new StopSignals { Drain = signals.First, Requeue = signals.Second },
    };

    private Func<WorkerPlace, JobCommand, IReporter, WorkerOptions> Read()
    {
        var (slots, lease, grace) = (sources.Get(Known.Slots), sources.Get(Known.Lease), sources.Get(Known.Grace));
        var (declare, untilEmpty, maxJobs) = (sources.Get(Known.Declare), sources.Get(Known.UntilEmpty), sources.Get(Known.MaxJobs));
        var (leaseAfter, interruptions) = (sources.Get(Known.LeaseAfter), sources.Get(Known.Interruptions));
        return (place, command, reporter) => new WorkerOptions
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
}
