using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Carries out what was decided about the end of one job, and answers whoever settles it.</summary>
internal sealed class LeaseSettling(LeaseContext context, LeaseSession session)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private Call? pending;
    private Task written = Task.CompletedTask;

    /// <summary>Has the job settled.</summary>
    /// <returns>False if the lease was lost before the settlement took effect.</returns>
    public async Task<bool> EndAsync(Settlement settlement, LeaseEvent happened, CancellationToken cancellationToken)
    {
        var call = new Call(settlement, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        Volatile.Write(ref pending, call);
        session.PostAndWait(happened);
        return await call.Result.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>It is too late to settle the job.</summary>
    public void Refuse() => Answer(false);

    public void Do(LeaseAction action)
    {
        switch (action)
        {
            case LeaseAction.AppendEnd(var entry):
                _ = AnswerAsync(call => AppendEndAsync(Entry(call.Settlement, entry), call.Token));
                break;
            case LeaseAction.AppendEndSoon(var entry):
                _ = AnswerAsync(call => AppendEndSoonAsync(Entry(call.Settlement, entry), call.Token));
                break;
            case LeaseAction.AwaitEnd:
                _ = AnswerAsync(call => AwaitEndAsync(call.Token));
                break;
            case LeaseAction.ReadEnd:
                _ = AnswerAsync(async call => new LeaseEvent.EndRead(await context.Log.ReadAsync(session.Message!, call.Token).ConfigureAwait(false)));
                break;
            case LeaseAction.AcknowledgeAll(var deliveries):
                _ = AnswerAsync(_ => AcknowledgeAllAsync(deliveries));
                break;
            case LeaseAction.AppendRequeued when session.Message is not null:
                _ = context.Log.AppendSoonAsync(Entry(new Settlement.Requeue(), null), CancellationToken.None);
                break;
            case LeaseAction.Settled:
                OnSettled();
                break;
            case LeaseAction.Release(var deliveries, var wasOurs):
                _ = ReleaseAsync(deliveries, wasOurs);
                break;
            case LeaseAction.Requeue(var tag):
                _ = Task.WhenAll(session.Unacked.Take([tag]).Select(received => received.RequeueAsync()));
                break;
        }
    }

    // Whoever settles the job hears of what can't be done about its end. It may try again, or requeue the job.
    private async Task AnswerAsync(Func<Call, Task<LeaseEvent>> work)
    {
        if (Volatile.Read(ref pending) is not { } call)
        {
            return;
        }

        try
        {
            session.Post(await work(call).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (call.Token.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            call.Result.TrySetException(exception);
        }
    }

    private async Task<LeaseEvent> AppendEndAsync(EventLogEntry entry, CancellationToken cancellationToken)
    {
        var appending = context.Log.AppendAsync(entry, cancellationToken);
        while (!session.Over.IsCompleted && await Task.WhenAny(appending, Task.Delay(BetweenLooks, context.Time, cancellationToken)).ConfigureAwait(false) != appending)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (context.Log.IsBlocked)
            {
                session.Post(new LeaseEvent.LogBlocked());
            }
        }

        await appending.ConfigureAwait(false);
        return new LeaseEvent.EndLogged();
    }

    private async Task<LeaseEvent> AppendEndSoonAsync(EventLogEntry entry, CancellationToken cancellationToken)
    {
        written = await context.Log.AppendSoonAsync(entry, cancellationToken).ConfigureAwait(false);
        return new LeaseEvent.EndQueued();
    }

    private async Task<LeaseEvent> AwaitEndAsync(CancellationToken cancellationToken)
    {
        await written.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new LeaseEvent.EndLogged();
    }

    private async Task<LeaseEvent> AcknowledgeAllAsync(IReadOnlyList<LeaseDelivery> deliveries)
    {
        var acked = await Task.WhenAll(session.Unacked.Take(deliveries.Select(delivery => delivery.Tag)).Select(received => received.AckAsync())).ConfigureAwait(false);
        return new LeaseEvent.AllAcknowledged(acked.Length > 0 && acked.All(sent => sent));
    }

    private void OnSettled()
    {
        ForgetUnackedLater();
        session.Close();
        context.Table.Remove(session);
        if (session.Term.IsLeased || context.Table.IsRegistered(session))
        {
            // A lease message that is under way still comes.
            session.ForgetContents();
            _ = context.Table.UnregisterAfterAsync(session, context.Options.Lease);
        }

        Answer(true);
    }

    private async Task ReleaseAsync(IReadOnlyList<LeaseDelivery> deliveries, bool wasOurs)
    {
        var wasLeased = session.Term.IsLeased;
        ForgetUnackedLater();
        session.Close();
        context.Table.Remove(session);
        context.Table.Unregister(session);
        var requeued = await Task.WhenAll(session.Unacked.Take(deliveries.Select(delivery => delivery.Tag)).Select(received => received.RequeueAsync())).ConfigureAwait(false);
        var isGone = requeued.Length > 0 && requeued.All(sent => sent);
        if (isGone && wasLeased)
        {
            context.Table.OnRequeued();
        }

        Answer(wasOurs && (isGone || wasLeased));
    }

    private void ForgetUnackedLater()
    {
        if (!session.Term.IsLeased && session.Lost.IsCancellationRequested && session.Message is { } message)
        {
            _ = context.Table.OnUnackedReleasedAsync(message.Key, session.Over);
        }
    }

    /// <summary>An error of ours: whoever settles the job hears of it.</summary>
    public void Fail(Exception exception) => Interlocked.Exchange(ref pending, null)?.Result.TrySetException(exception);

    private void Answer(bool isSettled) => Interlocked.Exchange(ref pending, null)?.Result.TrySetResult(isSettled);

    private EventLogEntry Entry(Settlement settlement, OwnershipEntry? ownership) =>
        EventLogEntry.Of(session.Message!.Key, settlement, session.Job, context.Options.Worker, context.Time.GetUtcNow(), ownership);

    /// <summary>A call that settles the job.</summary>
    /// <param name="Settlement">What was decided.</param>
    /// <param name="Result">The answer.</param>
    /// <param name="Token">Gives up.</param>
    private sealed record Call(Settlement Settlement, TaskCompletionSource<bool> Result, CancellationToken Token);
}
