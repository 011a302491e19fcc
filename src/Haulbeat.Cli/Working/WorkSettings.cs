using Haulbeat.Cli.Settings;
using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Working;

/// <summary>The settings of <c>work</c>, all read and validated before anything is touched.</summary>
internal sealed class WorkSettings
{
    // For errors: the setting of each option that a user can set.
    private static readonly Dictionary<string, Setting> SettingOf = new(StringComparer.Ordinal)
    {
        [nameof(WorkerOptions.Name)] = CommandSettings.Name,
        [nameof(WorkerOptions.StateDirectory)] = CommandSettings.StateDirectory,
        [nameof(WorkerOptions.Slots)] = CommandSettings.Slots,
        [nameof(WorkerOptions.Lease)] = CommandSettings.Lease,
        [nameof(WorkerOptions.LeaseAfter)] = CommandSettings.LeaseAfter,
        [nameof(WorkerOptions.Interruptions)] = CommandSettings.Interruptions,
        [nameof(WorkerOptions.Grace)] = CommandSettings.Grace,
        [nameof(WorkerOptions.Declare)] = CommandSettings.Declare,
        [nameof(WorkerOptions.UntilEmpty)] = CommandSettings.UntilEmpty,
        [nameof(WorkerOptions.MaxJobs)] = CommandSettings.MaxJobs,
    };

    private readonly WorkerOptions options;
    private readonly string onStop;

    /// <exception cref="UsageException">A setting makes no sense.</exception>
    public WorkSettings(SettingSources sources, IReadOnlyList<string> queues, JobCommand command)
    {
        onStop = sources.Get(CommandSettings.OnStop);
        options = new WorkerOptions
        {
            // Place and reporter come later.
            Name = sources.Get(CommandSettings.Name) ?? "worker",
            StateDirectory = null!,
            Reporter = null!,
            Queues = [.. queues.Select(ValueParser.QueueName).Distinct(StringComparer.Ordinal)],
            Command = command,
            Slots = sources.Get(CommandSettings.Slots),
            Lease = sources.Get(CommandSettings.Lease),
            LeaseAfter = sources.Get(CommandSettings.LeaseAfter),
            Interruptions = sources.Get(CommandSettings.Interruptions),
            Grace = sources.Get(CommandSettings.Grace),
            Declare = sources.Get(CommandSettings.Declare),
            UntilEmpty = sources.Get(CommandSettings.UntilEmpty),
            MaxJobs = sources.Get(CommandSettings.MaxJobs),
            RunnerProgram = OwnProgram.Command,
        };
        if (options.Validate() is [var (option, problem), ..])
        {
            throw new UsageException(SettingOf.TryGetValue(option, out var setting) ? $"{sources.SourceOf(setting)}: {problem}" : problem);
        }
    }

    public WorkerOptions For(WorkerPlace place, IReporter reporter) =>
        options with { Name = place.Name, StateDirectory = place.StateDirectory, Reporter = reporter };

    /// <summary>What the first and the second signal mean.</summary>
    public StopSignals StopBy(Signals signals) => onStop switch
    {
        "return" => new StopSignals { Requeue = signals.First },
        "detach" => new StopSignals { Detach = signals.First, Requeue = signals.Second },
        _ => new StopSignals { Drain = signals.First, Requeue = signals.Second },
    };
}
