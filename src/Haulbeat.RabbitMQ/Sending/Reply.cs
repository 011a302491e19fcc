using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>The answer to the sender of a job: the body is the result, the headers hold the rest. No clock, no I/O.</summary>
internal static class Reply
{
    public static BasicProperties Write(Job job, string outcome, string? reason)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal) { [HaulbeatHeaders.Outcome] = outcome, [HaulbeatHeaders.Job] = job.Id };
        if (reason is not null)
        {
            headers[HaulbeatHeaders.Reason] = reason;
        }

        return new BasicProperties { Persistent = true, CorrelationId = MessageCopy.Clip(job.CorrelationId ?? job.Id), Headers = headers };
    }

    /// <remarks>A worker that is not Haulbeat's names no outcome: its answer is a result.</remarks>
    public static JobEnd Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body) => new(
        Text(properties, HaulbeatHeaders.Outcome) ?? JobEnd.SucceededOutcome,
        body,
        Text(properties, HaulbeatHeaders.Reason));

    private static string? Text(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) == true ? HeaderText.Of(value) : null;
}
