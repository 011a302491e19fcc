using System.Globalization;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Processes;

namespace Haulbeat.Lab.Strategies;

/// <summary>Knows how to start the program of a strategy.</summary>
/// <param name="settings">What the lab shows.</param>
/// <param name="names">The cell's names.</param>
/// <param name="address">The broker's address, through the cell's proxy.</param>
internal sealed class StrategyLauncher(LabSettings settings, CellNames names, string address)
{
    private readonly string heartbeat = ((int)settings.Heartbeat.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <param name="strategy">The strategy.</param>
    /// <param name="number">1, or 2 for the second consumer.</param>
    public ProgramStart Start(Strategy strategy, int number) =>
        new(Command(strategy, number), strategy.Kind == StrategyKind.Haulbeat ? HaulbeatVariables() : Variables(), names.Log(number), names.Tag);

    private List<string> Command(Strategy strategy, int number) => strategy.Kind switch
    {
        StrategyKind.Python => [settings.Python ?? "python3", "-B", names.Python(strategy.Program)],
        StrategyKind.DotNet => [.. settings.Program, LabProgram.Verb, strategy.Program],
        _ => [.. settings.Program, "work", names.Queue, "--name", names.Worker(number), "--state-dir", names.State(number), "--", .. settings.Program, LabProgram.Verb, LabProgram.WorkVerb, names.Ledger],
    };

    private Dictionary<string, string?> Variables() => new(StringComparer.Ordinal)
    {
        [StrategyContext.BrokerVariable] = address,
        [StrategyContext.QueueVariable] = names.Queue,
        [StrategyContext.HeartbeatVariable] = heartbeat,
        [StrategyContext.LedgerVariable] = names.Ledger,
    };

    // The user's configuration files must not change what the lab shows.
    private Dictionary<string, string?> HaulbeatVariables() => new(StringComparer.Ordinal)
    {
        ["HAULBEAT_BROKER"] = $"{address}?heartbeat={heartbeat}",
        ["XDG_CONFIG_HOME"] = names.Folder,
    };
}
