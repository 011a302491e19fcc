using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Writes a dead letter: the message as it came, with its death certificate in the headers. No clock, no I/O.</summary>
internal static class DeadLetter
{
    public static BasicProperties Write(IReadOnlyBasicProperties original, Job job, FailureDetails certificate, uint frameMax)
    {
        var copy = MessageCopy.Of(original);
        copy.MessageId = MessageCopy.Clip(job.Id);
        copy.Headers = Fit(copy.Headers!, Certify(job, certificate), HeaderSize.Room(frameMax));
        return copy;
    }

    private static Dictionary<string, object?> Certify(Job job, FailureDetails certificate) => new(StringComparer.Ordinal)
    {
        [HaulbeatHeaders.Outcome] = certificate.Outcome,
        [HaulbeatHeaders.Reason] = certificate.Reason,
        [HaulbeatHeaders.ExitCode] = certificate.ExitCode,
        [HaulbeatHeaders.Signal] = certificate.Signal,
        [HaulbeatHeaders.LastOutput] = certificate.LastOutput,
        [HaulbeatHeaders.Worker] = certificate.Worker,
        [HaulbeatHeaders.DiedAt] = certificate.At.ToString("O", CultureInfo.InvariantCulture),
        [HaulbeatHeaders.Queue] = job.Queue,
        [HaulbeatHeaders.Job] = job.Id,
    };

    /// <summary>The sender's headers with ours over them. If they do not fit into a frame together, the output goes, then the sender's largest headers: better than losing the message.</summary>
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
