using System.CommandLine;
using Haulbeat.Cli.Settings;
using Haulbeat.Execution.Processes;
using Haulbeat.Transports;

namespace Haulbeat.Cli;

/// <summary>One call of one command: its arguments, its settings, and what most commands need.</summary>
internal sealed class Invocation(ProgramEnvironment program, ParseResult parsed)
{
    public Signals Signals => program.Signals;

    public TimeProvider Time => program.Time;

    public Func<string, string?> Environment => program.Variable;

    public IReadOnlyList<string> JobCommand => program.JobCommand;

    public ParseResult Parsed => parsed;

    public SettingSources Settings { get; } = new(parsed, program.Variable);

    /// <summary>Whether stdout is for programs.</summary>
    public bool Json => Settings.Get(CommandSettings.Json);

    /// <summary>The folder for everything that has to last.</summary>
    public string StateRoot => UserFolders.State(Environment);

    /// <summary>The folder with the workers' state directories, or the one state directory that was named.</summary>
    public string WorkersFolder => Settings.Get(CommandSettings.StateDirectory) ?? StateRoot + "/workers";

    /// <summary>The broker's address.</summary>
    public string Broker => Settings.Get(CommandSettings.Broker) ?? $"file:{StateRoot}/haulbeat.db";

    /// <summary>The runs recorded on this machine's disk.</summary>
    public RunHistory History => new(WorkersFolder);

    /// <summary>Opens the transport. A signal ends it at once.</summary>
    public Task<ITransport> ConnectAsync() =>
        TransportFactory.OpenAsync(Broker, Settings.Get(CommandSettings.ConnectTimeout), Time, Signals.First).WaitAsync(Signals.First);
}
