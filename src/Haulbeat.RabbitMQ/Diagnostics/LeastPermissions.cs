using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>The permissions that a worker needs at least, as regular expressions. No clock, no I/O.</summary>
internal sealed record LeastPermissions(string Configure, string Write, string Read)
{
    // What the broker calls the default exchange in permissions (https://www.rabbitmq.com/docs/access-control#authorisation). Dead letters, answers and the event log are published to it.
    private const string DefaultExchange = "amq.default";

    /// <summary>For a worker that declares what is missing.</summary>
    /// <remarks>A binding takes write on the queue and read on the exchange; a dead-letter exchange takes read on the queue and write on the exchange (same page).</remarks>
    public static LeastPermissions ToDeclare(WorkerTopology topology) => new(
        AnyOf(topology.Queues.Keys.Concat(topology.Exchanges)),
        AnyOf([DefaultExchange, .. topology.Exchanges, .. topology.Bindings.Select(binding => binding.Queue)]),
        AnyOf(topology.Read.Concat(topology.Exchanges)));

    /// <summary>For a worker that finds everything that it needs.</summary>
    /// <remarks>From 4.3 on, it takes some permission on a queue or an exchange to see whether it exists (measured on 4.3.6).</remarks>
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
