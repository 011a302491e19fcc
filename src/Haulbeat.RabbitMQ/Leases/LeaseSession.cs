using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>
/// Keeps one job leased, from its delivery to its settlement. One loop reads one inbox of events, has <see cref="LeaseProtocol"/> decide, and has
/// <see cref="LeaseWork"/> do what was decided. What takes time is done beside the loop and comes back as an event.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing, and its token may be asked for late.")]
internal sealed class LeaseSession : IDelivery
{
    // A timer can't be set to weeks ahead. One that comes early is set again.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Channel<LeaseEvent> inbox = Channel.CreateUnbounded<LeaseEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource lost = new();
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> leased = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly LeaseContext context;
    private readonly LeaseProtocol protocol;
    private readonly LeaseWork work;
    private readonly Job? recorded;
    private JobMessage? message;
    private JobLease term;
    private int isRunning;
    private List<TaskCompletionSource>? flushes;
    private ITimer? timer;
    private BootInstant timerAt = BootInstant.Never;

    /// <param name="context">What all sessions of the worker share.</param>
    /// <param name="protocol">What decides.</param>
    /// <param name="recorded">The job as far as it is known yet.</param>
    /// <param name="message">The job's message; null for a run from before, until one of its lease messages is delivered.</param>
    /// <param name="received">The message as it was delivered.</param>
    public LeaseSession(LeaseContext context, LeaseProtocol protocol, Job recorded, JobMessage? message, ReceivedMessage? received)
    {
        (this.context, this.protocol, this.recorded, term) = (context, protocol, message is null ? recorded : null, protocol.Term);
        work = new LeaseWork(context, this, recorded.Checkpoint, isResumed: message is null);
        if (received is not null)
        {
            Unacked.Add(received);
        }

        if (message is not null)
        {
            Know(message);
        }
    }

    public event EventHandler? LeaseChanged;

    public UnackedMessages Unacked { get; } = new();

    public LeaseVersion Run => protocol.Run;

    /// <summary>The job's message, or null while none was delivered after a restart.</summary>
    public JobMessage? Message => Volatile.Read(ref message);

    public Job Job => Message?.Job ?? recorded!;

    public CancellationToken Lost => lost.Token;

    /// <summary>Completes when the job is settled or released: nothing of it runs here.</summary>
    public Task Over => over.Task;

    public JobLease Term
    {
        get
        {
            lock (gate)
            {
                return term;
            }
        }
    }

    /// <summary>Starts the timer, if there is something to wait for.</summary>
    public void Start() => SetTimer();

    /// <summary>Puts an event into the inbox. The loop starts with the first one: a short job has no other than its end.</summary>
    public void Post(LeaseEvent happened)
    {
        inbox.Writer.TryWrite(happened);
        if (Interlocked.Exchange(ref isRunning, 1) == 0)
        {
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Puts an event into the inbox whose outcome the caller waits for: the loop starts on the caller's thread.</summary>
    public void PostAndWait(LeaseEvent happened)
    {
        inbox.Writer.TryWrite(happened);
        if (Interlocked.Exchange(ref isRunning, 1) == 0)
        {
            _ = RunAsync();
        }
    }

    /// <summary>A lease message of this run was delivered.</summary>
    public void OnDelivered(ReceivedMessage received, JobMessage read, LeaseLineage lineage)
    {
        Know(read);
        Unacked.Add(received);
        Post(new LeaseEvent.Delivered(lineage, received.DeliveryTag) { Checkpoint = read.Job.Checkpoint });
    }

    public async Task<bool> LeaseAsync(CancellationToken cancellationToken)
    {
        if (!context.Topology.CanLease)
        {
            return false;
        }

        if (Term.IsLeased)
        {
            return !Lost.IsCancellationRequested;
        }

        Post(new LeaseEvent.RenewalRequested());
        return await leased.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint)
    {
        if (checkpoint.Length > JobLimits.LargestCheckpoint)
        {
            throw new ArgumentException($"A checkpoint has at most {JobLimits.LargestCheckpoint} bytes.", nameof(checkpoint));
        }

        Post(new LeaseEvent.CheckpointSaved(checkpoint.ToArray()));
    }

    /// <summary>Waits until the newest checkpoint is in a lease message, or the lease is over.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Term.IsLeased && !Over.IsCompleted)
        {
            var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(new LeaseEvent.FlushRequested(flushed));
            await flushed.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        if (settlement is Settlement.Requeue)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            return await work.Settling.EndAsync(settlement, new LeaseEvent.RequeueRequested(), CancellationToken.None).ConfigureAwait(false);
        }

        using var whileOurs = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Lost);
        try
        {
            await known.Task.WaitAsync(whileOurs.Token).ConfigureAwait(false);
            await context.Settlements.PublishAsync(Message!.Job, Message.Properties, settlement, whileOurs.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Lost.IsCancellationRequested)
        {
            // The loop knows, and releases the job.
        }

        return await work.Settling.EndAsync(settlement, new LeaseEvent.Ended(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The job is settled or released: nothing is waited for any more.</summary>
    public void Close()
    {
        timer?.Dispose();
        leased.TrySetResult(false);
        over.TrySetResult();
    }

    /// <summary>The job is settled, and the session stays only for lease messages that may still come within the lease, which may be long. Bodies and checkpoints don't stay.</summary>
    public void ForgetContents()
    {
        LeaseChanged = null;
        work.ForgetCheckpoint();
        Volatile.Write(ref message, Message?.Settled());
    }

    /// <summary>The job's lease was reported: it outlasts this worker and its connection.</summary>
    public void OnLeased() => leased.TrySetResult(true);

    // Ends with the session itself: nothing else refers to a loop that waits for an inbox that nobody writes to.
    private async Task RunAsync()
    {
        await foreach (var happened in inbox.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Handle(happened);
            }
            catch (Exception exception)
            {
                // A mistake of ours, or of a reporter, must not cost the job its lease.
                work.Settling.Fail(exception);
            }
        }
    }

    // What others see changes first: who is told of the lease looks at once how long it lasts.
    private void Handle(LeaseEvent happened)
    {
        Note(happened);
        var actions = protocol.On(happened, BootClock.Now);
        Publish();
        work.Do(actions);
        SetTimer();
    }

    private void Note(LeaseEvent happened)
    {
        switch (happened)
        {
            case LeaseEvent.Tick:
                timerAt = BootInstant.Never;
                break;
            case LeaseEvent.SessionLost(var session):
                Unacked.Forget(session);
                break;
            case LeaseEvent.Delivered delivered:
                work.OnDelivered(delivered);
                break;
            case LeaseEvent.CheckpointSaved(var checkpoint):
                work.OnCheckpoint(checkpoint);
                break;
            case LeaseEvent.FlushRequested(var flushed):
                (flushes ??= []).Add(flushed);
                break;
            case LeaseEvent.Ended or LeaseEvent.RequeueRequested when protocol.Phase is LeasePhase.Settled or LeasePhase.Released or LeasePhase.Detached:
                work.Settling.Refuse();
                break;
            case LeaseEvent.Detached:
                work.Stop();
                timer?.Dispose();
                leased.TrySetResult(false);
                break;
        }
    }

    private void Publish()
    {
        var hasChanged = false;
        lock (gate)
        {
            hasChanged = term != protocol.Term;
            term = protocol.Term;
        }

        if (flushes is not null && !protocol.MustSaveCheckpoint)
        {
            flushes.ForEach(flushed => flushed.TrySetResult());
            flushes = null;
        }

        if (protocol.IsLost && !lost.IsCancellationRequested)
        {
            work.Stop();
            leased.TrySetResult(false);
            _ = lost.CancelAsync();
        }

        if (hasChanged)
        {
            LeaseChanged?.Invoke(this, EventArgs.Empty);
        }
    }

    private void SetTimer()
    {
        var next = protocol.NextTick;
        if (next == timerAt)
        {
            return;
        }

        timerAt = next;
        if (next < BootInstant.Never)
        {
            timer ??= context.Time.CreateTimer(static session => ((LeaseSession)session!).Post(new LeaseEvent.Tick()), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        var wait = Math.Clamp((next - BootClock.Now).Ticks, 0, LongestTimer.Ticks);
        timer?.Change(next < BootInstant.Never ? new TimeSpan(wait) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Know(JobMessage read)
    {
        Interlocked.CompareExchange(ref message, read, null);
        known.TrySetResult();
    }
}
