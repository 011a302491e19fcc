using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Receiving;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>A job and the message it was read from: what its copies, its dead letter and its answer are made of.</summary>
internal sealed class JobMessage(Job job, IReadOnlyBasicProperties properties)
{
    private EventLogKey? key;

    public Job Job => job;

    public IReadOnlyBasicProperties Properties => properties;

    public EventLogKey Key => key ??= EventLogKey.Of(job.Queue, job.Id, properties, job.Body.Span);

    /// <summary>Reads the job from a message of a user's queue or from a copy.</summary>
    public static JobMessage Read(string queue, ReceivedMessage received, LeaseHeaders? leaseHeaders, Func<string> newId)
    {
        var job = MessageReader.Read(queue, received.Properties, received.Body, newId);
        return new JobMessage(leaseHeaders is null ? job : job with
        {
            Run = leaseHeaders.Copy.Version.Run,
            Attempt = leaseHeaders.Attempt,
            Interruptions = leaseHeaders.Interruptions,
            Checkpoint = leaseHeaders.Checkpoint,
        }, received.Properties);
    }

    /// <summary>What is left to know of it once the job is settled: whose copies may still come.</summary>
    public JobMessage Settled() => new(job with { Body = default, Checkpoint = default }, new BasicProperties()) { key = Key };

    /// <summary>The same for another run of the job.</summary>
    public JobMessage ForRun(int run, int interruptions) => new(job with { Run = run, Interruptions = interruptions }, properties) { key = key };
}
