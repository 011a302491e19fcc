using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>The permissions that a worker cannot do without, as regular expressions. No clock, no I/O.</summary>
internal sealed record LeastPermissions(string Configure, string Write, string Read)
{
    // Dead letters, answers and the log are published to queues by name; the brokers call that exchange so.
    private const string DefaultExchange = "amq.default";

    /// <summary>Of one that makes what is missing.</summary>
    /// <remarks>A binding takes writing to the queue and reading from the exchange, a dead-letter exchange reading from the queue and writing to the exchange.</remarks>
    public static LeastPermissions ToDeclare(WorkerTopology topology) => new(
        AnyOf(topology.Queues.Keys.Concat(topology.Exchanges)),
        AnyOf([DefaultExchange, .. topology.Exchanges, .. topology.Bindings.Select(binding => binding.Queue)]),
        AnyOf(topology.Read.Concat(topology.Exchanges)));

    /// <summary>Of one that finds all that it needs.</summary>
    /// <remarks>From 4.3 on, to look whether something exists takes a permission on it, whichever.</remarks>
    public static LeastPermissions ToWork(WorkerTopology topology) => new(
        AnyOf([]),
        AnyOf([DefaultExchange, LeaseNames.LeaseExchange]),
        AnyOf([.. topology.Read, LeaseNames.RequeueExchange]));

    private static string AnyOf(IEnumerable<string> names) => names.Select(Escape).ToList() switch
    {
        [] => "^$",
        var escaped => $"^({string.Join('|', escaped)})$",
    };

    private static string Escape(string name) => string.Concat(name.Select(letter => IsPlain(letter) ? letter.ToString() : "\\" + letter));

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' || !char.IsAscii(letter);
}
