using System.Diagnostics.CodeAnalysis;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>One job leased: what its chain decides, one decision at a time, and the messages that stand for it here.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing, and its token may be asked for late.")]
internal sealed class LeasedJob
{
    private readonly Lock gate = new();
    private readonly Dictionary<DeliveryTag, ReceivedMessage> messages = [];
    private readonly CancellationTokenSource lost = new();
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LeaseState chain;
    private readonly Slot slot;
    private JobLease term;
    private JobMessage? message;
    private TaskCompletionSource? replacing;
    private bool isSettled;

    public LeasedJob(LeaseState chain, ReceivedMessage received, JobMessage read, Slot slot)
        : this(chain, slot)
    {
        messages[received.DeliveryTag] = received;
        Know(read);
    }

    /// <summary>The lease of a run from before.</summary>
    public LeasedJob(LeaseState chain, Slot slot)
    {
        (this.chain, this.slot, term) = (chain, slot, chain.Term);
    }

    /// <summary>Raised when <see cref="Term"/> has changed.</summary>
    public event EventHandler? LeaseChanged;

    /// <summary>A copy was delivered again, after its channel or its worker went: the next one is due.</summary>
    public event EventHandler? Found;

    /// <summary>Nothing more is to be done for it here.</summary>
    public event EventHandler? Left;

    /// <summary>Puts the newest checkpoint into a copy.</summary>
    public Func<CancellationToken, Task> Flush { get; set; } = NothingToFlush;

    public LeaseVersion Run => chain.Run;

    public CancellationToken Lost => lost.Token;

    public bool IsLost => lost.IsCancellationRequested;

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

    public bool IsLeased => Term.IsLeased;

    /// <summary>Completes once the job is settled or let go.</summary>
    public Task Over => over.Task;

    public bool IsOver => over.Task.IsCompleted;

    /// <summary>The job's message, or null while none was delivered after a restart.</summary>
    public JobMessage? Message => Volatile.Read(ref message);

    public async Task<JobMessage> MessageAsync(CancellationToken cancellationToken)
    {
        await known.Task.WaitAsync(cancellationToken);
        return Message!;
    }

    /// <summary>Whether a message for it is here.</summary>
    public bool HasMessage
    {
        get
        {
            lock (gate)
            {
                return messages.Count > 0;
            }
        }
    }

    /// <summary>How long the oldest message of the session has been here.</summary>
    public TimeSpan OldestOf(ChannelSession session)
    {
        lock (gate)
        {
            var now = BootClock.Now;
            return messages.Values.Where(message => message.Session == session).Select(message => now - message.ReceivedAt).DefaultIfEmpty().Max();
        }
    }

    /// <summary>Decides, acknowledges what is to be acknowledged, and says what else is to be done.</summary>
    public LeaseAction? Decide(Func<LeaseState, IEnumerable<LeaseAction>> decide)
    {
        LeaseAction? next = null;
        List<ReceivedMessage>? replaced = null;
        lock (gate)
        {
            foreach (var action in decide(chain))
            {
                if (action is not LeaseAction.Acknowledge(var tag))
                {
                    next = action;
                }
                else if (messages.Remove(tag, out var received))
                {
                    (replaced ??= []).Add(received);
                }
            }
        }

        Step();
        if (replaced is not null)
        {
            _ = TakeOffAllAsync(replaced);
        }

        return next;
    }

    /// <summary>Completes when the messages that the next copy replaces are off their queues.</summary>
    public Task WhenReplaced()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref replacing, next)?.TrySetCanceled();
        return next.Task;
    }

    public T Ask<T>(Func<LeaseState, T> question)
    {
        lock (gate)
        {
            return question(chain);
        }
    }

    public void Change(Action<LeaseState> change) => Decide(chain =>
    {
        change(chain);
        return [];
    });

    /// <summary>A copy for this run came from the lease queue.</summary>
    public void OnCopy(ReceivedMessage received, JobMessage read, LeaseHeaders leaseHeaders)
    {
        Know(read);
        bool isKept;
        lock (gate)
        {
            isKept = !IsOver;
            messages[received.DeliveryTag] = received;
        }

        if (isKept)
        {
            var isAwaited = Ask(chain => chain.IsRenewing);
            Decide(chain => chain.OnDelivered(leaseHeaders.Copy, received.DeliveryTag, BootClock.Now));
            if (!isAwaited)
            {
                Found?.Invoke(this, EventArgs.Empty);
            }
        }
        else
        {
            _ = isSettled ? AckAllAsync() : LetGoAsync();
        }
    }

    /// <summary>The next copy is due at once.</summary>
    public void Seek() => Found?.Invoke(this, EventArgs.Empty);

    public void OnProven(LivenessProbe proof) => Change(chain => chain.OnProven(proof.AskedAt, proof.Until));

    public void OnSessionLost(ChannelSession session)
    {
        lock (gate)
        {
            foreach (var tag in messages.Keys.Where(tag => tag.Session == session.Id).ToList())
            {
                messages.Remove(tag);
            }
        }

        Change(chain => chain.OnSessionLost(session.Id));
    }

    /// <summary>The receiver ends; the job stays where it is.</summary>
    public void Detach() => Left?.Invoke(this, EventArgs.Empty);

    public void Expire() => Change(chain => chain.Expire(BootClock.Now));

    /// <summary>The job has ended: takes all that stands for it off the queues.</summary>
    /// <returns>Whether there was something, and the broker was told.</returns>
    public async Task<bool> AckAllAsync()
    {
        var acked = await Task.WhenAll(TakeMessages().Select(received => TakeOffAsync(received, goesOn: false)));
        return acked.Length > 0 && acked.All(done => done);
    }

    /// <summary>The job is not ours any more, and nothing of it runs here: its copies go home, the sender's message back to its queue. Whoever is handed them judges by the log.</summary>
    /// <returns>Whether there was something, and the broker was told.</returns>
    public async Task<bool> LetGoAsync()
    {
        var gone = await Task.WhenAll(TakeMessages().Select(received => received.Source?.ReleaseAsync(received) ?? received.Session.RejectAsync(received.Tag)));
        slot.Free();
        return gone.Length > 0 && gone.All(done => done);
    }

    /// <summary>Nothing of the job runs here any more.</summary>
    public void End(bool settled)
    {
        isSettled = settled;
        slot.Free();
        over.TrySetResult();
        Left?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>It is settled, and only kept for as long as copies of it may come: a lease, which may be long. Bodies and checkpoints are not.</summary>
    public void ForgetContents()
    {
        LeaseChanged = null;
        Flush = NothingToFlush;
        Volatile.Write(ref message, Message?.Settled());
    }

    private static Task NothingToFlush(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Know(JobMessage read)
    {
        Interlocked.CompareExchange(ref message, read, null);
        known.TrySetResult();
    }

    private List<ReceivedMessage> TakeMessages()
    {
        lock (gate)
        {
            List<ReceivedMessage> taken = [.. messages.Values];
            messages.Clear();
            return taken;
        }
    }

    private async Task TakeOffAllAsync(IEnumerable<ReceivedMessage> replaced)
    {
        await Task.WhenAll(replaced.Select(received => TakeOffAsync(received, goesOn: true)));
        Volatile.Read(ref replacing)?.TrySetResult();
    }

    private async Task<bool> TakeOffAsync(ReceivedMessage received, bool goesOn)
    {
        var acked = goesOn && received.Source is { } source ? await source.AckLeasedAsync(received) : await received.Session.AckAsync(received.Tag);
        slot.LeaveConsumer();
        return acked;
    }

    // What follows from how things stand now.
    private void Step()
    {
        bool isLost, hasChanged;
        lock (gate)
        {
            isLost = chain.Expire(BootClock.Now);
            hasChanged = term != chain.Term;
            term = chain.Term;
        }

        if (isLost && !IsLost)
        {
            slot.Free();
            _ = lost.CancelAsync();
        }

        if (hasChanged)
        {
            LeaseChanged?.Invoke(this, EventArgs.Empty);
        }
    }
}
