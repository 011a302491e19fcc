using System.Globalization;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>An event per line on stderr, where that is no terminal. Of a job's progress every tenth of the way is shown.</summary>
internal sealed class PlainPrinter : IEventPrinter
{
    private readonly Dictionary<(string Queue, string Job), int> tenths = [];

    public void Print(TimedEvent timed)
    {
        if (!EventText.IsRoutine(timed.Event) && IsWorthALine(timed.Event))
        {
            Console.Error.WriteLine($"{timed.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)} {EventText.Of(timed.Event)}");
        }
    }

    public ValueTask DisposeAsync() => default;

    private bool IsWorthALine(WorkerEvent workerEvent)
    {
        if (workerEvent is not WorkerEvent.OfJob { Job: var job })
        {
            return true;
        }

        var key = (job.Queue, job.Id);
        if (workerEvent is not WorkerEvent.Progressed { Progress: var progress })
        {
            tenths.Remove(key);
            return true;
        }

        var tenth = (int)((progress.Fraction ?? 0) * 10);
        return !tenths.TryGetValue(key, out var shown) | shown != tenth && (tenths[key] = tenth) == tenth;
    }
}
