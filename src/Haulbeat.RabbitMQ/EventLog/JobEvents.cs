using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What happened to a job, in order, from the lines that count. No clock, no I/O.</summary>
internal sealed class JobEvents
{
    private readonly List<JobEvent> all = [];
    private LogLine? running;
    private bool isSent;

    public IReadOnlyList<JobEvent> All => all;

    /// <summary>Takes in the next line. What recurs for as long as a job runs, and what only a newer Haulbeat knows, is left out.</summary>
    public void Add(LogLine line)
    {
        switch (line.Event)
        {
            case LogEvent.Sent when !isSent:
                isSent = true;
                all.Insert(0, new JobEvent(line.SentAt ?? line.At, LogEvent.Sent, null, null));
                break;
            case LogEvent.Started or LogEvent.Leased or LogEvent.Reattached:
                Interrupt(line);
                Tell(line);
                running = line;
                break;
            case LogEvent.Requeued or LogEvent.Finished or LogEvent.Dead or LogEvent.Cancelled:
                Tell(line);
                running = null;
                break;
        }
    }

    // Whoever lost a job cannot say so: the next one's beginning does.
    private void Interrupt(LogLine line)
    {
        if (running is { } lost && lost.Run < line.Run)
        {
            all.Add(new JobEvent(line.At, "interrupted", lost.Run, lost.Worker));
        }
    }

    // A line may have been written twice, where nobody knew whether the first was.
    private void Tell(LogLine line)
    {
        var told = new JobEvent(line.At, line.Event, line.Run, line.Worker.Length > 0 ? line.Worker : null);
        if (all is not [.., var last] || last != told)
        {
            all.Add(told);
        }
    }
}
