using System.Globalization;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Processes;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Worker;

namespace Haulbeat.Lab.Strategies;

/// <summary>How the program of a strategy is started.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="names">The cell's names.</param>
/// <param name="broker">The broker.</param>
/// <param name="port">The cell's proxy, through which it is reached.</param>
internal sealed class StrategyLauncher(LabSettings settings, CellNames names, BrokerAddress broker, int port)
{
    private string Address => new UriBuilder("amqp", "127.0.0.1", port, broker.VirtualHost == "/" ? "" : Uri.EscapeDataString(broker.VirtualHost))
    {
        UserName = Uri.EscapeDataString(broker.User),
        Password = Uri.EscapeDataString(broker.Password),
    }.Uri.AbsoluteUri.TrimEnd('/');

    private int Heartbeat => (int)settings.Heartbeat.TotalSeconds;

    /// <param name="strategy">The strategy.</param>
    /// <param name="number">1, or 2 for the consumer that takes another's place.</param>
    public ProgramStart Of(Strategy strategy, int number) =>
        new(Command(strategy, number), strategy.Kind == StrategyKind.Haulbeat ? OfHaulbeat() : OfOthers(), names.Log(number), names.Mark);

    private List<string> Command(Strategy strategy, int number) => strategy.Kind switch
    {
        StrategyKind.Python => [settings.Python ?? "python3", "-B", names.Python(strategy.Program)],
        StrategyKind.DotNet => [.. settings.Program, LabProgram.Verb, strategy.Program],
        _ => [.. settings.Program, "work", names.Queue, "--name", names.Worker(number), "--state-dir", names.State(number), "--", .. settings.Program, LabProgram.Verb, LabProgram.WorkVerb, names.Ledger],
    };

    private Dictionary<string, string?> OfOthers() => new(StringComparer.Ordinal)
    {
        [LabPlace.BrokerVariable] = Address,
        [LabPlace.QueueVariable] = names.Queue,
        [LabPlace.HeartbeatVariable] = Heartbeat.ToString(CultureInfo.InvariantCulture),
        [LabPlace.LedgerVariable] = names.Ledger,
    };

    // No configuration of the reader's is to change what is shown.
    private Dictionary<string, string?> OfHaulbeat() => new(StringComparer.Ordinal)
    {
        ["HAULBEAT_BROKER"] = $"{Address}?heartbeat={Heartbeat}",
        ["XDG_CONFIG_HOME"] = names.Folder,
    };
}
