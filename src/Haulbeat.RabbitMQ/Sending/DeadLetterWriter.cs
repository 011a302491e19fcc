using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Writes a dead letter: the message as it came, with the failure details in the headers. No clock, no I/O.</summary>
internal static class DeadLetterWriter
{
    public static BasicProperties Write(IReadOnlyBasicProperties original, Job job, FailureDetails details, uint frameMax)
    {
        var copy = MessageCopy.Of(original);
        copy.MessageId = MessageCopy.Clip(job.Id);
        copy.Headers = Fit(copy.Headers!, WriteDetails(job, details), HeaderSize.Room(frameMax));
        return copy;
    }

    private static Dictionary<string, object?> WriteDetails(Job job, FailureDetails details) => new(StringComparer.Ordinal)
    {
        [HaulbeatHeaders.Outcome] = details.Outcome,
        [HaulbeatHeaders.Reason] = details.Reason,
        [HaulbeatHeaders.ExitCode] = details.ExitCode,
        [HaulbeatHeaders.Signal] = details.Signal,
        [HaulbeatHeaders.LastOutput] = details.LastOutput,
        [HaulbeatHeaders.Worker] = details.Worker,
        [HaulbeatHeaders.FailedAt] = details.At.ToString("O", CultureInfo.InvariantCulture),
        [HaulbeatHeaders.Queue] = job.Queue,
        [HaulbeatHeaders.Job] = job.Id,
    };

    /// <summary>The sender's headers with ours over them. If they don't fit into a frame together, the output goes first, then the sender's largest headers: better than to lose the message.</summary>
    private static Dictionary<string, object?> Fit(IDictionary<string, object?> senders, Dictionary<string, object?> ours, int room)
    {
        var headers = new Dictionary<string, object?>(senders.Where(header => !ours.ContainsKey(header.Key)), StringComparer.Ordinal);
        foreach (var (name, value) in ours.Where(header => header.Value is not null))
        {
            headers[name] = value;
        }

        var expendable = headers.Where(header => !ours.ContainsKey(header.Key)).OrderByDescending(header => HeaderSize.Of(header.Value)).Select(header => header.Key);
        foreach (var name in expendable.Prepend(HaulbeatHeaders.LastOutput).ToList())
        {
            if (HeaderSize.Of(headers) > room)
            {
                headers.Remove(name);
                headers[HaulbeatHeaders.Reason] += $" (no room for the header {name})";
            }
        }

        return headers;
    }
}
