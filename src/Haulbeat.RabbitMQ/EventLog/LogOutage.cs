using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Tells once that nothing can be written to the log, and what that means, until something can again.</summary>
internal sealed class LogOutage(string stream, string endpoint)
{
    private int isTold;

    /// <summary>Who is told; nobody at first.</summary>
    public IReporter? Reporter { get; set; }

    public void OnSilence(string why)
    {
        if (Interlocked.Exchange(ref isTold, 1) == 0)
        {
            Reporter?.Report(new WorkerEvent.Warned($"The log (stream '{stream}' at {endpoint}) takes no entries: {why.TrimEnd('.')}. Until it does, jobs run but are not leased, those that are leased are kept but not settled, and those that were interrupted wait. If the node that keeps it does not come back, `haulbeat doctor` says how to have it made anew."));
        }
    }

    public void OnAnswer() => Volatile.Write(ref isTold, 0);
}
