using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Records;

namespace Haulbeat.Execution.Processes.Reattach;

/// <summary>Finds what an earlier worker with this state directory left behind: takes over the runners that run, and ends what is nobody's.</summary>
/// <param name="runs">Where the runs' files lie.</param>
/// <param name="work">Where the jobs' private folders lie.</param>
/// <param name="worker">This worker's name.</param>
/// <param name="reporter">Told of what is out of order.</param>
/// <param name="time">The clock.</param>
internal sealed class RunFinder(string runs, string work, string worker, IReporter reporter, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan NotingTakes = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnsweringTakes = TimeSpan.FromSeconds(5);

    private readonly RunnerConnector connector = new(new RunFiles(runs + "/x").Sockets, worker);

    /// <summary>Finds them, and leaves no process running that belongs to none of them.</summary>
    public async Task<IReadOnlyList<FoundRun>> FindAsync(CancellationToken cancellationToken)
    {
        var silent = await WaitForRecordsAsync(cancellationToken);
        var found = await Task.WhenAll(UnsettledRuns.Read(runs, reporter).Where(IsKnownForm).Select(run => LookAsync(run, cancellationToken)));
        var unnoted = await Task.WhenAll(silent.Select(runner => AskAsync(runner, cancellationToken)));
        var all = found.Concat(unnoted).OfType<FoundRun>().ToList();
        EndOrphans(all);
        return all;
    }

    // A runner notes its run as soon as it is alone; one that has none ends.
    private async Task<IReadOnlyList<int>> WaitForRecordsAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var silent = LivingRunners.Of(work);
            silent = silent.Count == 0 ? [] : [.. silent.Except(UnsettledRuns.Read(runs, reporter).Select(run => run.Record.Runner))];
            if (silent.Count == 0 || time.GetElapsedTime(start) > NotingTakes)
            {
                return silent;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private bool IsKnownForm(FoundRun run)
    {
        var known = run.Record.Version <= RunRecord.NewestVersion;
        if (!known)
        {
            WarnOfNewer(run.Record);
        }

        return known;
    }

    private async Task<FoundRun?> LookAsync(FoundRun run, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        do
        {
            var lives = run.Record.RunnerLives;
            if (RecordReader.ReadFile(run.Files.Exit) is { } exit)
            {
                return run with { Record = exit };
            }

            if (!lives)
            {
                return run;
            }

            if (await GreetAsync(run.Record.Runner, cancellationToken) is { } greeting)
            {
                return Accept(greeting);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
        while (time.GetElapsedTime(start) < AnsweringTakes);
        return Kill(run);
    }

    private async Task<Greeting?> GreetAsync(int runner, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(AnsweringTakes, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var greeting = await connector.ConnectAsync(runner, either.Token);
        if (cancellationToken.IsCancellationRequested)
        {
            greeting?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return greeting;
    }

    private async Task<FoundRun?> AskAsync(int runner, CancellationToken cancellationToken)
    {
        if (await GreetAsync(runner, cancellationToken) is { } greeting)
        {
            return Accept(greeting);
        }

        LivingRunners.Kill(runner, work);
        return null;
    }

    private FoundRun? Accept(Greeting greeting)
    {
        if (!greeting.IsNewer)
        {
            return new FoundRun(greeting.Record, greeting.Record.Files, greeting.Runner);
        }

        greeting.Dispose();
        WarnOfNewer(greeting.Record);
        return null;
    }

    private FoundRun Kill(FoundRun run)
    {
        reporter.Report(new WorkerEvent.Warned($"The runner of job {run.Record.Job.Id} (process {run.Record.Runner}) does not answer and is killed with its job, which runs again."));
        LivingRunners.Kill(run.Record.Runner, work);
        return RecordReader.ReadFile(run.Files.Exit) is { } exit ? run with { Record = exit } : run;
    }

    private void EndOrphans(IReadOnlyList<FoundRun> found)
    {
        var sessions = found.Where(run => run.Runner is null && run.Record.ExitReport is null).Select(run => run.Record.Session).OfType<int>().ToHashSet();
        if (!StrayProcesses.KillOrphans(runs, sessions))
        {
            reporter.Report(new WorkerEvent.Warned("Of an earlier worker's jobs a process is left that could not be killed: it is stuck in the kernel or belongs to another user."));
        }
    }

    private void WarnOfNewer(RunRecord record) => reporter.Report(new WorkerEvent.Warned(
        $"Job {record.Job.Id} was begun by a newer haulbeat, which this one does not understand: its run is left alone (process {record.Runner}). Start the newer one with this state directory to go on with it."));
}
