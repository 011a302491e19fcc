using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Writes a lease message: the job's message with our headers. No clock, no I/O.</summary>
internal static class LeaseMessageWriter
{
    /// <exception cref="TransportException">The sender's headers leave no room for ours.</exception>
    public static BasicProperties Write(JobMessage message, LeaseLineage lineage, ReadOnlyMemory<byte> checkpoint, uint frameMax)
    {
        var job = message.Job;
        var properties = MessageCopy.Of(message.Properties);
        properties.MessageId = MessageCopy.Clip(job.Id);
        new LeaseHeaders(lineage, job.Queue, job.Attempt, job.Interruptions, checkpoint).Write(properties.Headers!);
        var (size, room) = (HeaderSize.Of(properties.Headers), HeaderSize.Room(frameMax));
        return size <= room ? properties : throw new TransportException(
            TransportError.MessageRefused,
            $"Its headers take {size} bytes with the checkpoint of {checkpoint.Length} bytes, and the broker takes {room} (frame_max).");
    }
}
