using Haulbeat.RabbitMQ.Connections;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Matches messages that have come, over all queues of a receiver, with the calls that wait for one. Safe for concurrent use.</summary>
/// <param name="onWanted">Called when a call begins to wait.</param>
/// <param name="onUnwanted">Called when a call stops waiting without a message.</param>
internal sealed class Inbox(Action onWanted, Action onUnwanted)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Incoming> messages = [];
    private readonly LinkedList<TaskCompletionSource<Incoming>> calls = [];
    private int taken;
    private int holds;

    /// <summary>How many more messages are wanted than are here.</summary>
    public int Wanted
    {
        get
        {
            lock (gate)
            {
                Prune();
                return calls.Count - messages.Count;
            }
        }
    }

    /// <summary>Whether no message is here, or on its way from here to a delivery.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                Prune();
                return messages.Count == 0 && taken == 0;
            }
        }
    }

    /// <summary>Waits for a message that can still be settled. <see cref="Done"/> or <see cref="PutBack"/> must follow.</summary>
    public Task<Incoming> TakeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<Incoming>> call;
        lock (gate)
        {
            if (holds == 0 && calls.Count == 0 && Next() is { } incoming)
            {
                return Task.FromResult(incoming);
            }

            call = calls.AddLast(new TaskCompletionSource<Incoming>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        onWanted();
        return WaitAsync(call, cancellationToken);
    }

    /// <summary>The message became a delivery, or nothing.</summary>
    public void Done()
    {
        lock (gate)
        {
            taken--;
        }
    }

    /// <summary>The call that took the message was cancelled: the next call gets it.</summary>
    public void PutBack(Incoming incoming)
    {
        lock (gate)
        {
            taken--;
            messages.AddFirst(incoming);
            Match();
        }
    }

    public void Add(ReceivedMessage received)
    {
        lock (gate)
        {
            messages.AddLast(new Incoming(received));
            Match();
        }
    }

    /// <summary>Puts the message before the others.</summary>
    public void AddFirst(ReceivedMessage received)
    {
        lock (gate)
        {
            messages.AddFirst(new Incoming(received));
            Match();
        }
    }

    /// <summary>Lets all calls wait until <see cref="Release"/>, while it is found out whether a message comes that goes first.</summary>
    public void Hold()
    {
        lock (gate)
        {
            holds++;
        }
    }

    public void Release()
    {
        lock (gate)
        {
            holds--;
            Match();
        }
    }

    /// <summary>All calls that wait end with the exception.</summary>
    public void Fail(Exception exception)
    {
        lock (gate)
        {
            foreach (var call in calls)
            {
                call.TrySetException(exception);
            }

            calls.Clear();
        }
    }

    /// <summary>Requeues the messages that no call waits for.</summary>
    public async Task RequeueAllAsync()
    {
        while (TakeUnwanted() is { } incoming)
        {
            await incoming.RequeueAsync().ConfigureAwait(false);
            Done();
        }
    }

    private async Task<Incoming> WaitAsync(LinkedListNode<TaskCompletionSource<Incoming>> call, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(_ => Cancel(call, cancellationToken), null))
        {
            return await call.Value.Task.ConfigureAwait(false);
        }
    }

    private void Cancel(LinkedListNode<TaskCompletionSource<Incoming>> call, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (call.List is null)
            {
                return;
            }

            calls.Remove(call);
        }

        call.Value.TrySetCanceled(cancellationToken);
        onUnwanted();
    }

    private Incoming? TakeUnwanted()
    {
        lock (gate)
        {
            return calls.Count == 0 ? Next() : null;
        }
    }

    private void Match()
    {
        while (holds == 0 && calls.First is { } call && Next() is { } incoming)
        {
            calls.RemoveFirst();
            call.Value.TrySetResult(incoming);
        }
    }

    private Incoming? Next()
    {
        Prune();
        if (messages.First?.Value is not { } incoming)
        {
            return null;
        }

        messages.RemoveFirst();
        taken++;
        return incoming;
    }

    // What was delivered on a session that has ended can't be settled any more.
    private void Prune()
    {
        for (var node = messages.First; node is not null;)
        {
            var next = node.Next;
            if (!node.Value.IsAlive)
            {
                messages.Remove(node);
            }

            node = next;
        }
    }
}
