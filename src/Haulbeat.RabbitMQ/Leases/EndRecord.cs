using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What the log is told of a job that leaves a worker. No clock, no I/O.</summary>
internal static class EndRecord
{
    public static LogRecord Of(JobMessage message, Settlement settlement, OwnershipEntry? entry, string worker, DateTimeOffset at)
    {
        var record = new LogRecord { Key = message.Key, Event = LogEvent.Requeued, Job = message.Job, Worker = worker, Entry = entry, At = at };
        return settlement switch
        {
            Settlement.Complete(var result) => record with { Event = LogEvent.Finished, Outcome = "succeeded", ExitCode = 0, Result = Text(result) },
            Settlement.DeadLetter(var certificate) => record with
            {
                Event = LogEvent.Dead,
                Outcome = certificate.Outcome,
                Reason = certificate.Reason,
                ExitCode = certificate.ExitCode,
                Signal = certificate.Signal,
            },
            _ => record,
        };
    }

    private static string? Text(ReadOnlyMemory<byte> result) => result.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(result.Span[..Math.Min(result.Length, 1 << 14)]);
}
