using System.CommandLine;
using Haulbeat.Cli.Settings;
using Haulbeat.Execution;
using Haulbeat.Execution.Processes;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli;

/// <summary>One call of one command: its arguments and settings, and what most commands need of them.</summary>
internal sealed class Invocation(ProgramEnvironment surroundings, ParseResult parsed)
{
    public Signals Signals => surroundings.Signals;

    public TimeProvider Time => surroundings.Time;

    public Func<string, string?> Environment => surroundings.Environment;

    public IReadOnlyList<string> JobCommand => surroundings.JobCommand;

    public ParseResult Parsed => parsed;

    public SettingSources Settings { get; } = new(parsed, surroundings.Environment);

    /// <summary>Whether stdout is for programs.</summary>
    public bool Json => Settings.Get(Known.Json);

    /// <summary>Where Haulbeat keeps what has to last.</summary>
    public string StateRoot => UserFolders.State(Environment);

    /// <summary>Where the workers' state directories lie, or the one that was named.</summary>
    public string StateOfWorkers => Settings.Get(Known.StateDirectory) ?? StateRoot + "/workers";

    /// <summary>The broker's address.</summary>
    public string Broker => Settings.Get(Known.Broker) ?? $"file:{StateRoot}/haulbeat.db";

    /// <summary>What this machine's disk knows of runs.</summary>
    public RunHistory History => new(StateOfWorkers);

    /// <summary>Opens the transport. Ends at once on a signal.</summary>
    public Task<ITransport> ConnectAsync() =>
        Transports.OpenAsync(Broker, Settings.Get(Known.ConnectTimeout), Time, Signals.First).WaitAsync(Signals.First);
}
