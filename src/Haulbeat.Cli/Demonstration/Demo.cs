using System.Text;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Demonstration;

/// <summary>A queue, a worker and a few jobs in a temporary folder. Halfway through the long job the worker is killed, and another reattaches to its process.</summary>
internal sealed class Demo(string folder, DemoLedger ledger, TimeProvider time)
{
    private const string Queue = "demo";

    private readonly DemoWorker worker = new(folder, Queue);
    private int? killed;

    /// <summary>The jobs, the long one first, and how many seconds each of them works.</summary>
    public static IReadOnlyList<(string Id, int Seconds)> Jobs { get; } = [("long", 24), ("short-1", 2), ("short-2", 2), ("short-3", 2), ("short-4", 2)];

    /// <summary>The job during which the worker is killed.</summary>
    public static string LongJob => Jobs[0].Id;

    /// <summary>The worker that was killed, or null.</summary>
    public int? Killed => killed;

    /// <summary>Sends the jobs and works until they have ended, or until stopped.</summary>
    /// <returns>The jobs as the queue knows them afterwards.</returns>
    public async Task<IReadOnlyList<JobState>> RunAsync(CancellationToken stop)
    {
        await using var transport = await TransportFactory.OpenAsync(worker.Broker, TimeSpan.FromSeconds(10), time, stop);
        foreach (var (id, seconds) in Jobs)
        {
            var job = new Job { Id = id, Queue = Queue, Body = Encoding.ASCII.GetBytes($"{seconds}"), ContentType = "text/plain" };
            await transport.Sender.SendAsync(job, QueueDeclaration.Quorum, stop);
        }

        try
        {
            await worker.RunAsync(KillHalfWay, stop);
            stop.ThrowIfCancellationRequested();
            await worker.RunAsync(Note, stop);
            stop.ThrowIfCancellationRequested();
            return await ReadStatesAsync(transport, stop);
        }
        finally
        {
            // Ends what a killed worker left running, if no other worker took it over.
            AbandonedRuns.Kill(worker.StateDirectory);
        }
    }

    private bool KillHalfWay(int process, WorkerEvent workerEvent)
    {
        Note(process, workerEvent);
        if (killed is not null || workerEvent is not WorkerEvent.Progressed { Progress.Fraction: >= 0.5 } progressed || progressed.Job.Id != LongJob)
        {
            return false;
        }

        killed = process;
        ledger.Report(new WorkerEvent.Warned($"killing the worker (process {process}) halfway, as a crash would; another one starts"));
        return true;
    }

    private bool Note(int process, WorkerEvent workerEvent)
    {
        ledger.Report(workerEvent);
        return false;
    }

    private static async Task<IReadOnlyList<JobState>> ReadStatesAsync(ITransport transport, CancellationToken stop)
    {
        var states = new List<JobState>();
        foreach (var (id, _) in Jobs)
        {
            if (await transport.Monitor.FindJobAsync(id, stop) is { } state)
            {
                states.Add(state);
            }
        }

        return states;
    }
}
