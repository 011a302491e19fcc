using Haulbeat.Cli.Working;
using Haulbeat.Hosting;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Running;

namespace Haulbeat.Cli.Demonstration;

/// <summary>A queue, a worker and a few jobs in a folder that goes when the demo ends.</summary>
internal sealed class Demo(string folder, TimeProvider time)
{
    private const string Queue = "demo";

    /// <summary>The jobs, the long one first, and how many seconds each of them works.</summary>
    public static IReadOnlyList<(string Id, int Seconds)> Jobs { get; } = [("long", 24), ("short-1", 2), ("short-2", 2), ("short-3", 2), ("short-4", 2)];

    /// <summary>Sends the jobs and works until they have ended, or until told to stop.</summary>
    /// <returns>The jobs as the queue knows them afterwards.</returns>
    public async Task<IReadOnlyList<JobState>> RunAsync(IReporter reporter, CancellationToken stop)
    {
        await using var transport = await Transports.OpenAsync($"file:{folder}/queue.db", TimeSpan.FromSeconds(10), time, stop).ConfigureAwait(false);
        foreach (var (id, seconds) in Jobs)
        {
            await transport.SendAsync(Job(id, seconds), QueueDeclaration.Quorum, stop).ConfigureAwait(false);
        }

        using var state = StateDirectory.Open(folder + "/worker");
        await new Worker(transport, Options(state, reporter), time).RunAsync(new StopSignals { GiveBack = stop }).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return await EndsAsync(transport, stop).ConfigureAwait(false);
    }

    private static Job Job(string id, int seconds) =>
        new() { Id = id, Queue = Queue, Body = System.Text.Encoding.ASCII.GetBytes($"{seconds}"), ContentType = "text/plain" };

    private static WorkerOptions Options(StateDirectory state, IReporter reporter) => new()
    {
        Name = "demo",
        StateDirectory = state,
        Queues = [Queue],
        Command = new JobCommand { Program = OwnProgram.Command[0], Arguments = [.. OwnProgram.Command, DemoWork.Verb] },
        Slots = 2,
        Grace = TimeSpan.FromSeconds(2),
        UntilEmpty = true,
        Reporter = reporter,
        RunnerProgram = OwnProgram.Command,
    };

    private static async Task<IReadOnlyList<JobState>> EndsAsync(ITransport transport, CancellationToken stop)
    {
        var ends = new List<JobState>();
        foreach (var (id, _) in Jobs)
        {
            if (await transport.FindJobAsync(id, stop).ConfigureAwait(false) is { } state)
            {
                ends.Add(state);
            }
        }

        return ends;
    }
}
