using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Strategies;

/// <summary>What a strategy's program is written in.</summary>
internal enum StrategyKind
{
    /// <summary>.NET, with RabbitMQ.Client: this program, started as <c>haulbeat __lab …</c>.</summary>
    DotNet,

    /// <summary>Python, with pika.</summary>
    Python,

    /// <summary><c>haulbeat work</c>.</summary>
    Haulbeat,
}

/// <summary>A strategy and its program.</summary>
/// <param name="Row">How it is reported.</param>
/// <param name="Kind">What its program is written in.</param>
/// <param name="Program">The argument of <c>haulbeat __lab</c>, or the Python file.</param>
internal sealed record Strategy(LabStrategy Row, StrategyKind Kind, string Program)
{
    private const string Folder = "src/Haulbeat.Lab/Strategies/";

    /// <summary>All strategies, in the table's order.</summary>
    public static IReadOnlyList<Strategy> All { get; } =
    [
        DotNet("callback", "in the callback (.NET)", "Callback.cs", "The work runs in the message handler and blocks its thread, as in most first versions."),
        DotNet("starved", "in the callback, pool starved (.NET)", "Starved.cs", "The same, while hundreds of calls block threads of the pool that the client's heartbeats need, too."),
        Python("callback-python", "in the callback (Python)", "callback.py", "The work runs in pika's callback, on the one thread that serves the connection."),
        Python("heartbeats-off", "heartbeats off (Python)", "heartbeats_off.py", "In pika's callback with heartbeat=0. RabbitMQ's .NET client cannot do that alone: its 0 accepts what the broker proposes, 60 s."),
        Python("long-heartbeats", "long heartbeats (Python)", "long_heartbeats.py", "In pika's callback with a heartbeat of ten minutes. RabbitMQ's .NET client would take the smaller of that and the broker's 60 s."),
        Python("in-pieces", "in pieces (Python)", "in_pieces.py", "The work is cut into pieces as long as a heartbeat. Between two pieces the connection is served."),
        Python("pumping", "pumping from the work (Python)", "pumping.py", "The work itself calls the connection, twice per heartbeat.", knowsQueue: true),
        DotNet("two-process", "a process of its own (.NET)", "TwoProcess.cs", "A child process does the work. The consumer checks once a second whether it has ended, and then acks."),
        DotNet("ack-first", "ack first (.NET)", "AckFirst.cs", "The message is acked on receipt. The work runs afterwards."),
        new(new LabStrategy("haulbeat", "haulbeat work", "A worker keeps the connection and the message, a runner does the work, and each survives a failure of the other for a while.", KnowsQueue: false, "src/Haulbeat.Cli/Commands/WorkCommand.cs"), StrategyKind.Haulbeat, "work"),
    ];

    public string Name => Row.Name;

    private static Strategy DotNet(string name, string title, string file, string summary) =>
        new(new LabStrategy(name, title, summary, KnowsQueue: false, Folder + file), StrategyKind.DotNet, name);

    private static Strategy Python(string name, string title, string file, string summary, bool knowsQueue = false) =>
        new(new LabStrategy(name, title, summary, knowsQueue, Folder + file), StrategyKind.Python, file);
}
