using System.Diagnostics.CodeAnalysis;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Carries out what was decided about one job's lease, beside the session's loop, and posts what came of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing.")]
internal sealed class LeaseWork(LeaseContext context, LeaseSession session, ReadOnlyMemory<byte> checkpoint, bool isResumed)
{
    private readonly CancellationTokenSource stopped = new();
    private readonly LeaseSettling settling = new(context, session);
    private ReadOnlyMemory<byte> newest = checkpoint;
    private long newestOf = isResumed ? 0 : long.MaxValue;
    private ConfirmTimeout? patience;
    private int publishedBytes;
    private bool isFailureReported;

    public LeaseSettling Settling => settling;

    /// <summary>The job saved a checkpoint in this run.</summary>
    public void OnCheckpoint(ReadOnlyMemory<byte> saved) => (newestOf, newest) = (long.MaxValue, saved);

    /// <summary>A lease message was delivered. After a restart the newest of them alone has what an earlier run saved.</summary>
    public void OnDelivered(LeaseEvent.Delivered delivered)
    {
        if (delivered.Message.Version.Sequence > newestOf)
        {
            (newestOf, newest) = (delivered.Message.Version.Sequence, delivered.Checkpoint);
        }
    }

    public void ForgetCheckpoint() => newest = default;

    /// <summary>Nothing is leased or renewed any more.</summary>
    public void Stop() => _ = stopped.CancelAsync();

    public void Do(IReadOnlyList<LeaseAction> actions)
    {
        foreach (var action in actions)
        {
            Do(action);
        }

        if (actions.OfType<LeaseAction.Acknowledge>().Select(action => action.Tag).ToList() is { Count: > 0 } replaced)
        {
            _ = AcknowledgeAsync(replaced);
        }
    }

    private void Do(LeaseAction action)
    {
        switch (action)
        {
            case LeaseAction.Register:
                session.Post(new LeaseEvent.Registered(context.Table.Register(session)));
                break;
            case LeaseAction.ReadLog:
                _ = StepAsync(async token => new LeaseEvent.LogRead(await context.Log.ReadAsync(session.Message!, token).ConfigureAwait(false)));
                break;
            case LeaseAction.Connect:
                _ = StepAsync(ConnectAsync);
                break;
            case LeaseAction.Publish(var lineage):
                _ = PublishAsync(session.Message!, lineage);
                break;
            case LeaseAction.Append(var entry, var isFirst):
                _ = StepAsync(token => AppendAsync(session.Message!, entry, isFirst, token));
                break;
            case LeaseAction.ReadBack(var version):
                _ = StepAsync(async token => new LeaseEvent.LoggedReadBack(version, await context.Log.ReadAsync(session.Message!, token).ConfigureAwait(false)));
                break;
            case LeaseAction.Probe:
                _ = ProbeAsync();
                break;
            case LeaseAction.ReportCheckpoint:
                context.Reporter.Report(new WorkerEvent.CheckpointSaved(session.Job, publishedBytes));
                break;
            case LeaseAction.ReportLease(var version, var isFirst):
                Report(BootClock.Now - version.SentAt, isFirst);
                break;
            case LeaseAction.Settled or LeaseAction.Release:
                Stop();
                settling.Do(action);
                break;
            default:
                settling.Do(action);
                break;
        }
    }

    private async Task StepAsync(Func<CancellationToken, Task<LeaseEvent>> step)
    {
        try
        {
            session.Post(await step(stopped.Token).ConfigureAwait(false));
        }
        catch (TransportException exception)
        {
            await OnFailedAsync(exception).ConfigureAwait(false);
            session.Post(new LeaseEvent.StepFailed());
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            ReportFailure(exception);
            session.Post(new LeaseEvent.StepFailed());
        }
    }

    private async Task<LeaseEvent> ConnectAsync(CancellationToken cancellationToken)
    {
        await context.Publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return new LeaseEvent.Connected();
    }

    private async Task PublishAsync(JobMessage message, LeaseLineage lineage)
    {
        publishedBytes = newest.Length;
        try
        {
            await context.Publisher.PublishAsync(message, lineage, newest, patience ??= new ConfirmTimeout(message.Job.Body.Length), stopped.Token).ConfigureAwait(false);
            patience = null;
            session.Post(new LeaseEvent.Published(lineage.Version));
        }
        catch (TransportException exception)
        {
            await OnFailedAsync(exception).ConfigureAwait(false);
            session.Post(new LeaseEvent.PublishFailed(lineage.Version));
        }
        catch (OperationCanceledException)
        {
            session.Post(new LeaseEvent.PublishFailed(lineage.Version));
        }
        catch (Exception exception)
        {
            ReportFailure(exception);
            session.Post(new LeaseEvent.PublishFailed(lineage.Version));
        }
    }

    private async Task<LeaseEvent> AppendAsync(JobMessage message, OwnershipEntry.Leased entry, bool isFirst, CancellationToken cancellationToken)
    {
        await context.Log.AppendAsync(
            EventLogEntry.Of(message.Key, isFirst ? EventName.Leased : EventName.Renewed, message.Job, context.Options.Worker, context.Time.GetUtcNow(), entry),
            cancellationToken).ConfigureAwait(false);
        return new LeaseEvent.Logged(entry.Lease.Version);
    }

    private async Task AcknowledgeAsync(List<DeliveryTag> replaced)
    {
        await Task.WhenAll(session.Unacked.Take(replaced).Select(received => received.AckReplacedAsync())).ConfigureAwait(false);
        session.Post(new LeaseEvent.Acknowledged());
    }

    private async Task ProbeAsync()
    {
        try
        {
            await context.Probing.ProbeAsync(stopped.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            // The next probe makes up for it.
        }
    }

    private void Report(TimeSpan took, bool isFirst)
    {
        context.Reporter.Report(isFirst ? new WorkerEvent.Leased(session.Job, took) : new WorkerEvent.Renewed(session.Job, took));
        session.OnLeased();
    }

    private async Task OnFailedAsync(TransportException exception)
    {
        if (exception.Error == TransportError.NoSuchQueue)
        {
            await context.Topology.RepairAsync(stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (exception.Error != TransportError.ConnectionLost)
        {
            ReportFailure(exception);
        }
    }

    private void ReportFailure(Exception exception)
    {
        if (!isFailureReported)
        {
            isFailureReported = true;
            context.Reporter.Report(new WorkerEvent.Warned(session.Term.IsLeased
                ? $"The lease of job {session.Job.Id} cannot be renewed for now; the job is stopped when the lease ends: {exception.Message}"
                : $"Job {session.Job.Id} cannot be leased for now: {exception.Message}"));
        }
    }
}
