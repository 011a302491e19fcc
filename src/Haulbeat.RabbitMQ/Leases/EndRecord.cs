using System.Text;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What the event log says about a job that leaves a worker. No clock, no I/O.</summary>
internal static class EndRecord
{
    private const int LongestResult = 1 << 14;

    public static LogRecord Of(JobMessage message, Settlement settlement, OwnershipEntry? entry, string worker, DateTimeOffset at)
    {
        var record = new LogRecord { Key = message.Key, Event = LogEvent.Requeued, Job = message.Job, Worker = worker, Entry = entry, At = at };
        return settlement switch
        {
            Settlement.Complete(var result) => record with { Event = LogEvent.Finished, Outcome = "succeeded", ExitCode = 0, Result = Text(result) },
            Settlement.DeadLetter(var details) => record with
            {
                Event = LogEvent.Dead,
                Outcome = details.Outcome,
                Reason = details.Reason,
                ExitCode = details.ExitCode,
                Signal = details.Signal,
            },
            _ => record,
        };
    }

    private static string? Text(ReadOnlyMemory<byte> result) => result.IsEmpty ? null : Encoding.UTF8.GetString(result.Span[..Math.Min(result.Length, LongestResult)]);
}
