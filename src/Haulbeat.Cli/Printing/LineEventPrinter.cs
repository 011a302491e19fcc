using System.Globalization;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>An event per line on stderr, where that is no terminal. Prints a job's progress at every tenth of the way.</summary>
internal sealed class LineEventPrinter : IEventPrinter
{
    private readonly Dictionary<(string Queue, string Job), int> tenths = [];

    public void Print(DateTimeOffset at, WorkerEvent workerEvent)
    {
        if (!EventText.IsRoutine(workerEvent) && IsNew(workerEvent))
        {
            Console.Error.WriteLine($"{at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)} {EventText.Of(workerEvent)}");
        }
    }

    public ValueTask DisposeAsync() => default;

    private bool IsNew(WorkerEvent workerEvent)
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
        var isNew = !tenths.TryGetValue(key, out var shown) || shown != tenth;
        tenths[key] = tenth;
        return isNew;
    }
}
