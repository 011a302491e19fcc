using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Claims one job when it is due and then renews the lease of it, copy by copy, until it is over.</summary>
internal sealed class Renewal : IDisposable
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly WorkerLeases office;
    private readonly LeasedJob leasedJob;
    private readonly CheckpointBuffer checkpoints;
    private readonly LeaseMessagePublisher copies;
    private readonly bool isFresh;
    private readonly TaskCompletionSource<bool> leased = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource ended;
    private readonly CancellationTokenRegistration whenLost;
    private readonly Alarm alarm;
    private readonly Alarm expiry;
    private TimeSpan retry = Backoff.First;
    private bool isRegistered;
    private bool isTold;
    private bool isLeaseTold;
    private int isStepping;
    private int isWanted;

    public Renewal(WorkerLeases office, LeasedJob leasedJob, ReadOnlyMemory<byte> checkpoint, bool isFresh)
    {
        (this.office, this.leasedJob, this.isFresh, checkpoints) = (office, leasedJob, isFresh, new CheckpointBuffer(checkpoint));
        copies = new LeaseMessagePublisher(office, leasedJob);
        ended = CancellationTokenSource.CreateLinkedTokenSource(leasedJob.Lost);
        alarm = new Alarm(office.Time, () => _ = StepAsync());
        expiry = new Alarm(office.Time, leasedJob.Expire);
        leasedJob.Flush = FlushAsync;
        leasedJob.Found += OnFound;
        leasedJob.Left += OnLeft;
        whenLost = leasedJob.Lost.UnsafeRegister(_ => leased.TrySetResult(false), null);
    }

    /// <summary>Claims after a while.</summary>
    public void Begin(TimeSpan after) => alarm.At(BootClock.Now + after);

    /// <summary>Goes on where an earlier worker was, once a copy is delivered.</summary>
    public void Resume()
    {
        (isRegistered, isLeaseTold) = (true, true);
        WatchExpiry();
    }

    /// <summary>Claims at once.</summary>
    /// <returns>Whether the lease outlasts this worker and its connection now.</returns>
    public Task<bool> LeaseAsync(CancellationToken cancellationToken)
    {
        if (leasedJob.IsLeased)
        {
            return Task.FromResult(!leasedJob.IsLost);
        }

        RenewNow();
        return leased.Task.WaitAsync(cancellationToken);
    }

    public void RenewNow() => alarm.At(BootClock.Now);

    /// <summary>The checkpoint goes with the next copy, which is made soon.</summary>
    public void Save(ReadOnlyMemory<byte> checkpoint)
    {
        checkpoints.Put(checkpoint);
        if (leasedJob.IsLeased)
        {
            alarm.NoLaterThan(checkpoints.SentAt + BetweenCheckpoints);
        }
    }

    /// <summary>Waits until the newest checkpoint is in a copy, or the lease is over.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, leasedJob.Lost);
        while (leasedJob.IsLeased && checkpoints.IsUnsaved && !either.IsCancellationRequested)
        {
            RenewNow();
            await Task.Delay(TimeSpan.FromMilliseconds(20), office.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        leasedJob.Found -= OnFound;
        leasedJob.Left -= OnLeft;
        whenLost.Unregister();
        _ = ended.CancelAsync();
        alarm.Dispose();
        expiry.Dispose();
        leased.TrySetResult(false);
    }

    private void OnFound(object? sender, EventArgs arguments) => RenewNow();

    private void OnLeft(object? sender, EventArgs arguments) => Dispose();

    // The chain allows one copy under way at a time, and so do we.
    private async Task StepAsync()
    {
        if (leasedJob.IsOver || leasedJob.IsLost)
        {
            return;
        }

        if (Interlocked.Exchange(ref isStepping, 1) == 1)
        {
            Volatile.Write(ref isWanted, 1);
            return;
        }

        var due = BootClock.Now + office.RenewEvery;
        try
        {
            if (await RegisterAsync())
            {
                await RenewAsync();
                retry = Backoff.First;
            }
        }
        catch (TransportException exception)
        {
            await OnFailedAsync(exception);
            due = BootClock.Now + retry;
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
        finally
        {
            Volatile.Write(ref isStepping, 0);
            alarm.At(Next(due));
        }
    }

    private BootInstant Next(BootInstant due)
    {
        if (Interlocked.Exchange(ref isWanted, 0) == 1)
        {
            return BootClock.Now;
        }

        var checkpointDue = leasedJob.IsLeased && checkpoints.IsUnsaved ? checkpoints.SentAt + BetweenCheckpoints : BootInstant.Never;
        return checkpointDue < due ? checkpointDue : due;
    }

    private async Task<bool> RegisterAsync()
    {
        if (!isRegistered)
        {
            if (!office.Registry.Register(leasedJob))
            {
                leasedJob.Change(chain => chain.Lose());
                return false;
            }

            if (isFresh && office.HasLog)
            {
                var facts = await office.Log.ReadAsync(leasedJob.Message!.Key, ended.Token);
                leasedJob.Change(chain => chain.OnRead(facts));
            }

            isRegistered = true;
        }

        return !leasedJob.IsLost;
    }

    private async Task RenewAsync()
    {
        // The clock is looked at before the copy is sent: not before there is something to send it on.
        var frameMax = (await office.Publisher.ConnectAsync(ended.Token)).FrameMax;
        var started = office.Time.GetTimestamp();
        if (leasedJob.Message is not { } message || leasedJob.Decide(chain => chain.Renew(BootClock.Now)) is not LeaseAction.Publish(var copy))
        {
            return;
        }

        var checkpoint = checkpoints.Take(copy.Version.SentAt);
        var replaced = leasedJob.WhenReplaced();
        await copies.MakeAsync(message, copy, checkpoint.Bytes, frameMax, ended.Token);
        OnRenewed(message.Job, checkpoint);
        _ = ReportAsync(replaced, message.Job, checkpoint, started);
    }

    // Where there is nothing to replace any more, after a lost connection say, there is nothing to wait for.
    private async Task ReportAsync(Task replaced, Job job, CheckpointBuffer.Entry checkpoint, long started)
    {
        await Task.WhenAny(replaced, leasedJob.Over, Task.Delay(BetweenCheckpoints, office.Time));
        if (!leasedJob.IsLeased)
        {
            await ProveAsync();
            OnRenewed(job, checkpoint);
        }

        if (leasedJob.IsLeased && !leasedJob.IsOver)
        {
            var took = office.Time.GetElapsedTime(started);
            office.Reporter.Report(isLeaseTold ? new WorkerEvent.Renewed(job, took) : new WorkerEvent.Leased(job, took));
            isLeaseTold = true;
            leased.TrySetResult(!leasedJob.IsLost);
        }
    }

    // Without a log only the broker's next answer says that what the copy replaces is gone.
    private async Task ProveAsync()
    {
        try
        {
            await office.ProveAsync(ended.Token);
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            // The next proof, or the next copy, makes up for it.
        }
    }

    private void OnRenewed(Job job, CheckpointBuffer.Entry checkpoint)
    {
        if (!leasedJob.IsLeased || leasedJob.IsLost)
        {
            return;
        }

        WatchExpiry();
        if (checkpoints.Saved(checkpoint))
        {
            office.Reporter.Report(new WorkerEvent.CheckpointSaved(job, checkpoint.Bytes.Length));
        }
    }

    private void WatchExpiry() => expiry.At(leasedJob.Term.SafeUntil);

    private async Task OnFailedAsync(TransportException exception)
    {
        if (exception.Error == TransportError.NoSuchQueue)
        {
            await office.MendAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (exception.Error != TransportError.ConnectionLost && !isTold)
        {
            isTold = true;
            var job = leasedJob.Message?.Job.Id;
            office.Reporter.Report(new WorkerEvent.Warned(leasedJob.IsLeased
                ? $"The lease of job {job} cannot be renewed for now; it is stopped when it ends: {exception.Message}"
                : $"Job {job} cannot be leased for now, only held: {exception.Message}"));
        }
    }
}
