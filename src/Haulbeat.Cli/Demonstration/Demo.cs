using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Demonstration;

/// <summary>A queue, a worker and a few jobs in a folder that goes when the demo ends. Half-way through the long job the worker is killed, and another takes its place.</summary>
internal sealed class Demo(string folder, Ledger ledger, TimeProvider time)
{
    private const string Queue = "demo";

    private readonly DemoWorker worker = new(folder, Queue);
    private int? killed;

    /// <summary>The jobs, the long one first, and how many seconds each of them works.</summary>
    public static IReadOnlyList<(string Id, int Seconds)> Jobs { get; } = [("long", 24), ("short-1", 2), ("short-2", 2), ("short-3", 2), ("short-4", 2)];

    /// <summary>The job under which the worker is killed.</summary>
    public static string Long => Jobs[0].Id;

    /// <summary>The worker that was killed, or null.</summary>
    public int? Killed => killed;

    /// <summary>Sends the jobs and works until they have ended, or until told to stop.</summary>
    /// <returns>The jobs as the queue knows them afterwards.</returns>
    public async Task<IReadOnlyList<JobState>> RunAsync(CancellationToken stop)
    {
        await using var transport = await Transports.OpenAsync(worker.Broker, TimeSpan.FromSeconds(10), time, stop).ConfigureAwait(false);
        foreach (var (id, seconds) in Jobs)
        {
            await transport.Sender.SendAsync(Job(id, seconds), QueueDeclaration.Quorum, stop).ConfigureAwait(false);
        }

        try
        {
            await worker.RunAsync(KillHalfWay, stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            await worker.RunAsync(Note, stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            return await EndsAsync(transport, stop).ConfigureAwait(false);
        }
        finally
        {
            // Between the two workers nothing else would end the jobs.
            AbandonedRuns.Kill(worker.State);
        }
    }

    private static Job Job(string id, int seconds) =>
        new() { Id = id, Queue = Queue, Body = System.Text.Encoding.ASCII.GetBytes($"{seconds}"), ContentType = "text/plain" };

    private bool KillHalfWay(int process, WorkerEvent happened)
    {
        Note(process, happened);
        if (killed is not null || happened is not WorkerEvent.Progressed { Progress.Fraction: >= 0.5 } progressed || progressed.Job.Id != Long)
        {
            return false;
        }

        killed = process;
        ledger.Report(new WorkerEvent.Warned($"half-way the worker (process {process}) is killed, as by a crash; another takes its place"));
        return true;
    }

    private bool Note(int process, WorkerEvent happened)
    {
        ledger.Report(happened);
        return false;
    }

    private static async Task<IReadOnlyList<JobState>> EndsAsync(ITransport transport, CancellationToken stop)
    {
        var ends = new List<JobState>();
        foreach (var (id, _) in Jobs)
        {
            if (await transport.Monitor.FindJobAsync(id, stop).ConfigureAwait(false) is { } state)
            {
                ends.Add(state);
            }
        }

        return ends;
    }
}
