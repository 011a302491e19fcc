using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>Finds what an earlier worker with this state directory left. Connects to the runners that live, and kills every process that belongs to none of the runs.</summary>
internal sealed class RunFinder(ProcessContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestToRecord = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestToAnswer = TimeSpan.FromSeconds(5);

    private readonly RunnerConnector connector = new(context.Options.WorkFolder, new RunFiles(context.Directory.Path + "/x").Sockets, context.Options.Worker);

    /// <summary>Finds the runs that have to be settled.</summary>
    public async Task<IReadOnlyList<FoundRun>> FindAsync(CancellationToken cancellationToken)
    {
        var unrecorded = await WaitForRecordsAsync(cancellationToken).ConfigureAwait(false);
        var recorded = ReadUnsettled().Where(run => IsUnderstood(run.Run)).ToList();
        var found = await Task.WhenAll(recorded.Select(run => LookAsync(run, cancellationToken)).Concat(unrecorded.Select(runner => AskAsync(runner, cancellationToken)))).ConfigureAwait(false);
        var all = found.OfType<FoundRun>().ToList();
        KillOrphans(all);
        all.Where(run => run.IsForfeited).ToList().ForEach(run => RunDirectory.Unlist(run.Files));
        return [.. all.Where(run => !run.IsForfeited)];
    }

    private IEnumerable<FoundRun> ReadUnsettled() =>
        context.Directory.ReadUnsettled(context.Options.Reporter).Select(found => new FoundRun(context, found.Files, found.Run));

    // A runner records its run as soon as it has no worker. One that has no run ends.
    private async Task<IReadOnlyList<int>> WaitForRecordsAsync(CancellationToken cancellationToken)
    {
        var start = context.Time.GetTimestamp();
        while (true)
        {
            var unrecorded = connector.Find();
            unrecorded = unrecorded.Count == 0 ? [] : [.. unrecorded.Except(ReadUnsettled().Select(run => run.Run.Runner))];
            if (unrecorded.Count == 0 || context.Time.GetElapsedTime(start) > LongestToRecord)
            {
                return unrecorded;
            }

            await Task.Delay(Pause, context.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<FoundRun?> LookAsync(FoundRun found, CancellationToken cancellationToken)
    {
        var start = context.Time.GetTimestamp();
        do
        {
            var lives = found.Run.RunnerLives;
            if (RunDescriptorJson.ReadFile(found.Files.Exit) is { } end)
            {
                return found with { Run = end };
            }

            if (!lives)
            {
                return found;
            }

            if (await ConnectAsync(found.Run.Runner, cancellationToken).ConfigureAwait(false) is { } connected)
            {
                return Accept(connected.Runner, connected.Run);
            }

            await Task.Delay(Pause, context.Time, cancellationToken).ConfigureAwait(false);
        }
        while (context.Time.GetElapsedTime(start) < LongestToAnswer);
        return Kill(found);
    }

    private async Task<FoundRun?> AskAsync(int runner, CancellationToken cancellationToken)
    {
        if (await ConnectAsync(runner, cancellationToken).ConfigureAwait(false) is { } connected)
        {
            return Accept(connected.Runner, connected.Run);
        }

        connector.Kill(runner);
        return null;
    }

    private async Task<(RunnerProcess Runner, RunDescriptor Run)?> ConnectAsync(int runner, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestToAnswer, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var connected = await connector.ConnectAsync(runner, either.Token).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            connected?.Runner.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return connected;
    }

    private FoundRun? Accept(RunnerProcess runner, RunDescriptor run)
    {
        if (IsUnderstood(run))
        {
            return new FoundRun(context, new RunFiles(run.Files), run, runner);
        }

        runner.Dispose();
        return null;
    }

    private bool IsUnderstood(RunDescriptor run)
    {
        var understood = run.Version <= Frame.ProtocolVersion;
        if (!understood)
        {
            Warn($"Job {run.Job} was started by a newer version of haulbeat, which this one does not understand: its run is left alone (process {run.Runner}). Start the newer version with this state directory to go on with it.");
        }

        return understood;
    }

    private FoundRun Kill(FoundRun found)
    {
        Warn($"The runner of job {found.Run.Job} (process {found.Run.Runner}) does not answer. It is killed with its job, which runs again.");
        connector.Kill(found.Run.Runner);
        return RunDescriptorJson.ReadFile(found.Files.Exit) is { } end ? found with { Run = end } : found;
    }

    private void KillOrphans(IReadOnlyList<FoundRun> found)
    {
        var sessions = found.Where(run => run.Runner is null && run.Run.ExitReport is null).Select(run => run.Run.Session).OfType<int>().ToHashSet();
        if (!OrphanedProcesses.KillAll(context.Directory.Path, sessions))
        {
            Warn("A process of an earlier worker's job could not be killed: it is stuck in the kernel or belongs to another user.");
        }
    }

    private void Warn(string message) => context.Options.Reporter.Report(new WorkerEvent.Warned(message));
}
