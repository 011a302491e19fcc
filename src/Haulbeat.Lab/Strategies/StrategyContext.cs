using System.Globalization;

namespace Haulbeat.Lab.Strategies;

/// <summary>What a strategy's program needs to know. It comes from the environment, because the address may hold a password.</summary>
internal sealed record StrategyContext(Uri Broker, string Queue, TimeSpan Heartbeat, string Ledger, TimeProvider Time)
{
    public const string BrokerVariable = "LAB_BROKER";
    public const string QueueVariable = "LAB_QUEUE";
    public const string HeartbeatVariable = "LAB_HEARTBEAT";
    public const string LedgerVariable = "LAB_LEDGER";

    public static StrategyContext Read(Func<string, string?> environment, TimeProvider time)
    {
        return new(
            new Uri(Get(BrokerVariable)), Get(QueueVariable), TimeSpan.FromSeconds(int.Parse(Get(HeartbeatVariable), CultureInfo.InvariantCulture)), Get(LedgerVariable), time);

        string Get(string variable) => environment(variable) ?? throw new InvalidOperationException($"{variable} is not set. Run `haulbeat lab`.");
    }
}
