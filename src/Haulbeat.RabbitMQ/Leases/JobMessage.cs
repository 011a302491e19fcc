using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>A job and the message it was read from: its lease messages, its dead letter and its answer are made of them.</summary>
internal sealed class JobMessage(Job job, IReadOnlyBasicProperties properties)
{
    private EventLogKey? key;

    public Job Job => job;

    public IReadOnlyBasicProperties Properties => properties;

    public EventLogKey Key => key ??= EventLogKey.Of(job.Queue, job.Id, properties, job.Body.Span);

    /// <summary>Reads the job from a message of a user's queue, or from a lease message.</summary>
    public static JobMessage Read(string queue, ReceivedMessage received, LeaseHeaders? headers, Func<string> newId)
    {
        var job = MessageReader.Read(queue, received.Properties, received.Body, newId);
        return new JobMessage(headers is null ? job : job with
        {
            Run = headers.Lineage.Version.Run,
            Attempt = headers.Attempt,
            Interruptions = headers.Interruptions,
            Checkpoint = headers.Checkpoint,
        }, received.Properties);
    }

    /// <summary>What has to be known of a settled job: which lease messages are its own.</summary>
    public JobMessage Settled() => new(job with { Body = default, Checkpoint = default }, new BasicProperties()) { key = Key };

    /// <summary>The same for another run of the job.</summary>
    public JobMessage ForRun(int run, int interruptions) => new(job with { Run = run, Interruptions = interruptions }, properties) { key = key };
}
