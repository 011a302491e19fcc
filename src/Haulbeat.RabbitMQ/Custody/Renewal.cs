using Haulbeat.Custody;
using Haulbeat.Custody.Protocol;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.Receiving;
using Haulbeat.Reporting;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>Claims one job when it is due and then renews custody of it, copy by copy, until it is over.</summary>
internal sealed class Renewal : IDisposable
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly CustodyOffice office;
    private readonly JobCustody custody;
    private readonly CheckpointShelf checkpoints;
    private readonly CopyMaker copies;
    private readonly bool isFresh;
    private readonly TaskCompletionSource<bool> claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource ended;
    private readonly CancellationTokenRegistration whenLost;
    private readonly Alarm alarm;
    private readonly Alarm expiry;
    private TimeSpan retry = Backoff.First;
    private bool isRegistered;
    private bool isTold;
    private bool isClaimTold;
    private int isStepping;
    private int isWanted;

    public Renewal(CustodyOffice office, JobCustody custody, ReadOnlyMemory<byte> checkpoint, bool isFresh)
    {
        (this.office, this.custody, this.isFresh, checkpoints) = (office, custody, isFresh, new CheckpointShelf(checkpoint));
        copies = new CopyMaker(office, custody);
        ended = CancellationTokenSource.CreateLinkedTokenSource(custody.Lost);
        alarm = new Alarm(office.Time, () => _ = StepAsync());
        expiry = new Alarm(office.Time, custody.Expire);
        custody.Flush = FlushAsync;
        custody.Found += OnFound;
        custody.Left += OnLeft;
        whenLost = custody.Lost.UnsafeRegister(_ => claimed.TrySetResult(false), null);
    }

    /// <summary>Claims after a while.</summary>
    public void Begin(TimeSpan after) => alarm.At(BootClock.Now + after);

    /// <summary>Goes on where an earlier worker was, once a copy is delivered.</summary>
    public void Resume()
    {
        (isRegistered, isClaimTold) = (true, true);
        WatchExpiry();
    }

    /// <summary>Claims at once.</summary>
    /// <returns>Whether custody outlasts this worker and its connection now.</returns>
    public Task<bool> ClaimAsync(CancellationToken cancellationToken)
    {
        if (custody.IsClaimed)
        {
            return Task.FromResult(!custody.IsLost);
        }

        RenewNow();
        return claimed.Task.WaitAsync(cancellationToken);
    }

    public void RenewNow() => alarm.At(BootClock.Now);

    /// <summary>The checkpoint goes with the next copy, which is made soon.</summary>
    public void Save(ReadOnlyMemory<byte> checkpoint)
    {
        checkpoints.Put(checkpoint);
        if (custody.IsClaimed)
        {
            alarm.NoLaterThan(checkpoints.SentAt + BetweenCheckpoints);
        }
    }

    /// <summary>Waits until the newest checkpoint is in a copy, or custody is over.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, custody.Lost);
        while (custody.IsClaimed && checkpoints.IsUnsaved && !either.IsCancellationRequested)
        {
            RenewNow();
            await Task.Delay(TimeSpan.FromMilliseconds(20), office.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        custody.Found -= OnFound;
        custody.Left -= OnLeft;
        whenLost.Unregister();
        _ = ended.CancelAsync();
        alarm.Dispose();
        expiry.Dispose();
        claimed.TrySetResult(false);
    }

    private void OnFound(object? sender, EventArgs arguments) => RenewNow();

    private void OnLeft(object? sender, EventArgs arguments) => Dispose();

    // The chain allows one copy under way at a time, and so do we.
    private async Task StepAsync()
    {
        if (custody.IsOver || custody.IsLost)
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

        var checkpointDue = custody.IsClaimed && checkpoints.IsUnsaved ? checkpoints.SentAt + BetweenCheckpoints : BootInstant.Never;
        return checkpointDue < due ? checkpointDue : due;
    }

    private async Task<bool> RegisterAsync()
    {
        if (!isRegistered)
        {
            if (!office.Registry.Register(custody))
            {
                custody.Change(chain => chain.Lose());
                return false;
            }

            if (isFresh && office.HasLog)
            {
                var facts = await office.Log.ReadAsync(custody.Message!.Key, ended.Token);
                custody.Change(chain => chain.OnRead(facts));
            }

            isRegistered = true;
        }

        return !custody.IsLost;
    }

    private async Task RenewAsync()
    {
        // The clock is looked at before the copy is sent: not before there is something to send it on.
        var frameMax = (await office.Publisher.ConnectAsync(ended.Token)).FrameMax;
        var started = office.Time.GetTimestamp();
        if (custody.Message is not { } message || custody.Decide(chain => chain.Renew(BootClock.Now)) is not CustodyAction.Publish(var copy))
        {
            return;
        }

        var checkpoint = checkpoints.Take(copy.Number.SentAt);
        var replaced = custody.WhenReplaced();
        await copies.MakeAsync(message, copy, checkpoint.Bytes, frameMax, ended.Token);
        OnRenewed(message.Job, checkpoint);
        _ = ReportAsync(replaced, message.Job, checkpoint, started);
    }

    // Where there is nothing to replace any more, after a lost connection say, there is nothing to wait for.
    private async Task ReportAsync(Task replaced, Job job, CheckpointShelf.Entry checkpoint, long started)
    {
        await Task.WhenAny(replaced, custody.Over, Task.Delay(BetweenCheckpoints, office.Time));
        if (!custody.IsClaimed)
        {
            await ProveAsync();
            OnRenewed(job, checkpoint);
        }

        if (custody.IsClaimed && !custody.IsOver)
        {
            var took = office.Time.GetElapsedTime(started);
            office.Reporter.Report(isClaimTold ? new WorkerEvent.Renewed(job, took) : new WorkerEvent.Claimed(job, took));
            isClaimTold = true;
            claimed.TrySetResult(!custody.IsLost);
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

    private void OnRenewed(Job job, CheckpointShelf.Entry checkpoint)
    {
        if (!custody.IsClaimed || custody.IsLost)
        {
            return;
        }

        WatchExpiry();
        if (checkpoints.Saved(checkpoint))
        {
            office.Reporter.Report(new WorkerEvent.CheckpointSaved(job, checkpoint.Bytes.Length));
        }
    }

    private void WatchExpiry() => expiry.At(custody.Term.SafeUntil);

    private async Task OnFailedAsync(TransportException exception)
    {
        if (exception.Error == TransportError.NoSuchQueue)
        {
            await office.MendAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (exception.Error != TransportError.ConnectionLost && !isTold)
        {
            isTold = true;
            var job = custody.Message?.Job.Id;
            office.Reporter.Report(new WorkerEvent.Warned(custody.IsClaimed
                ? $"Custody of job {job} cannot be renewed for now; it is stopped when it ends: {exception.Message}"
                : $"Job {job} cannot be claimed for now, only held: {exception.Message}"));
        }
    }
}
