using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The event log as a worker's leases use it. A log that can't be read counts as none.</summary>
internal sealed class LeaseLog(JobEventLog log, IReporter reporter, TimeProvider time)
{
    private bool isUnreadable;

    /// <summary>Whether there is an event log.</summary>
    public bool Exists => log.IsOpen && !Volatile.Read(ref isUnreadable);

    /// <summary>Whether the broker takes no entries for now, because of an alarm.</summary>
    public bool IsBlocked => log.Blocked is not null;

    /// <summary>What the log says about the job.</summary>
    /// <exception cref="TransportException">There is no log any more, or it may not be read.</exception>
    public Task<JobOwnership> ReadAsync(JobMessage message, CancellationToken cancellationToken) => log.ReadAsync(message.Key, cancellationToken);

    /// <summary>What the log says about the job; nothing if there is no log, or none that may be read, which is reported once.</summary>
    public async Task<JobOwnership> TryReadAsync(JobMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return Exists ? await ReadAsync(message, cancellationToken).ConfigureAwait(false) : JobOwnership.None;
        }
        catch (TransportException exception) when (exception.Error is TransportError.NotPermitted or TransportError.NoSuchQueue)
        {
            if (!Interlocked.Exchange(ref isUnreadable, true))
            {
                reporter.Report(new WorkerEvent.Warned($"The log is not used: {exception.Message} A job whose acknowledgement is lost may be run again."));
            }

            return JobOwnership.None;
        }
    }

    /// <summary>Writes the entry, and tries again until it is there: once it may be in the log, it has to be.</summary>
    public Task AppendAsync(EventLogEntry entry, CancellationToken cancellationToken) =>
        Backoff.Forever(time).ExecuteAsync(async token => await log.AppendAsync(entry, token).ConfigureAwait(false), cancellationToken).AsTask();

    /// <summary>Writes the entry soon, with others. Waits only while very many are to be written.</summary>
    /// <returns>Completes when the log has it.</returns>
    public Task<Task> AppendSoonAsync(EventLogEntry entry, CancellationToken cancellationToken) => log.AppendSoonAsync(entry, cancellationToken);
}
