namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Where a message is published to.</summary>
/// <param name="Exchange">The exchange; empty for the default one, whose keys are queues.</param>
/// <param name="Key">The routing key.</param>
/// <param name="Queue">The queue that it is to reach.</param>
internal readonly record struct Destination(string Exchange, string Key, string Queue)
{
    public string Permission => $"write on {(Exchange.Length == 0 ? "amq.default" : $"'{Exchange}'")}";

    public static Destination Of(string queue) => new("", queue, queue);
}
