using System.Globalization;

namespace Haulbeat.Lab.Strategies;

/// <summary>What a strategy's program is told: where the broker and the queue are. By its environment, as an address may hold a password.</summary>
internal sealed record LabPlace(Uri Broker, string Queue, TimeSpan Heartbeat, string Ledger, TimeProvider Time)
{
    public const string BrokerVariable = "LAB_BROKER";
    public const string QueueVariable = "LAB_QUEUE";
    public const string HeartbeatVariable = "LAB_HEARTBEAT";
    public const string LedgerVariable = "LAB_LEDGER";

    public static LabPlace Read(Func<string, string?> environment, TimeProvider time) => new(
        new Uri(Say(environment, BrokerVariable)),
        Say(environment, QueueVariable),
        TimeSpan.FromSeconds(int.Parse(Say(environment, HeartbeatVariable), CultureInfo.InvariantCulture)),
        Say(environment, LedgerVariable),
        time);

    private static string Say(Func<string, string?> environment, string variable) =>
        environment(variable) ?? throw new InvalidOperationException($"{variable} is not set: this is a program of the lab's.");
}
