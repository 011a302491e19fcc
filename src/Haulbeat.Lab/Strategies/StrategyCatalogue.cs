using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Strategies;

/// <summary>The strategies there are, in the table's order.</summary>
internal static class StrategyCatalogue
{
    private const string Folder = "src/Haulbeat.Lab/Strategies/";

    public static IReadOnlyList<Strategy> All { get; } =
    [
        DotNet("callback", "in the callback (.NET)", "Callback.cs", "The work is done in the message handler and blocks its thread, as most begin."),
        DotNet("starved", "in the callback, pool starved (.NET)", "Starved.cs", "The same, while hundreds of calls wait synchronously on the thread pool that the client's heartbeats need, too."),
        Python("callback-python", "in the callback (Python)", "callback.py", "The work is done in pika's callback, on the one thread that serves the connection."),
        Python("heartbeats-off", "heartbeats off (Python)", "heartbeats_off.py", "In pika's callback with heartbeat=0. RabbitMQ's .NET client cannot do that alone: its 0 takes what the broker proposes, 60 s."),
        Python("long-heartbeats", "long heartbeats (Python)", "long_heartbeats.py", "In pika's callback with a heartbeat of ten minutes. RabbitMQ's .NET client would take the smaller of that and the broker's 60 s."),
        Python("in-pieces", "in pieces (Python)", "in_pieces.py", "The work is cut into pieces as long as a heartbeat, and between two of them the connection is served."),
        Python("pumping", "pumping from the work (Python)", "pumping.py", "The work itself calls the connection, twice in each heartbeat.", knowsQueue: true),
        DotNet("two-process", "a process of its own (.NET)", "TwoProcess.cs", "A child process works; the consumer looks once a second whether it has ended, and acks then."),
        DotNet("ack-first", "ack first (.NET)", "AckFirst.cs", "The message is acked on receipt and worked on afterwards."),
        new(new LabStrategy("haulbeat", "haulbeat work", "A worker keeps connection and message, a runner the work, and either goes on without the other for a while.", KnowsQueue: false, "src/Haulbeat.Cli/Commands/WorkCommand.cs"), StrategyKind.Haulbeat, "work"),
    ];

    private static Strategy DotNet(string name, string title, string file, string summary) =>
        new(new LabStrategy(name, title, summary, KnowsQueue: false, Folder + file), StrategyKind.DotNet, name);

    private static Strategy Python(string name, string title, string file, string summary, bool knowsQueue = false) =>
        new(new LabStrategy(name, title, summary, knowsQueue, Folder + file), StrategyKind.Python, file);
}
