using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.Contract;

/// <summary>One behavior that every transport has: each transport derives a one-line class from each contract.</summary>
public abstract class TransportContract<TFixture> : IAsyncLifetime
    where TFixture : TransportFixture, new()
{
    private readonly TemporaryDirectory state = new();
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(2));
    private readonly List<IAsyncDisposable> opened = [];
    private int workers;

    protected TFixture Fixture { get; } = new();

    /// <summary>Cancelled when the test has taken far too long.</summary>
    protected virtual CancellationToken Deadline => deadline.Token;

    protected ITransport Transport { get; private set; } = null!;

    protected string Queue { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Transport = await OpenAsync();
        Queue = Fixture.NewQueue();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var disposable in Enumerable.Reverse(opened))
        {
            await disposable.DisposeAsync();
        }

        await Fixture.DisposeAsync();
        state.Dispose();
        deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Settlement Done(string result = "") => new Settlement.Complete(Bytes(result));

    protected static ReadOnlyMemory<byte> Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    protected static Settlement Death(string reason, int? exitCode = null, int? signal = null, string lastOutput = "") =>
        new Settlement.DeadLetter(new FailureDetails
        {
            Outcome = signal is null ? "failed" : "crashed",
            Reason = reason,
            ExitCode = exitCode,
            Signal = signal,
            LastOutput = lastOutput,
            Worker = "the-contract",
            At = TimeProvider.System.GetUtcNow(),
        });

    /// <summary>One more connection, closed with the test.</summary>
    protected async Task<ITransport> OpenAsync()
    {
        var transport = await Fixture.OpenAsync(Deadline);
        opened.Add(transport);
        return transport;
    }

    /// <summary>A receiver of a new worker, closed with the test.</summary>
    protected async Task<IJobReceiver> OpenReceiverAsync(ITransport transport, TimeSpan? lease = null, params string[] queues)
    {
        var receiver = await transport.OpenReceiverAsync(Options(lease, queues), Deadline);
        opened.Add(receiver);
        return receiver;
    }

    protected Task<IJobReceiver> OpenReceiverAsync() => OpenReceiverAsync(Transport);

    protected ReceiveOptions Options(TimeSpan? lease, params string[] queues) => new()
    {
        Queues = queues.Length == 0 ? [Queue] : queues,
        Worker = $"worker-{Interlocked.Increment(ref workers)}-{Guid.CreateVersion7():N}",
        Lease = lease ?? TimeSpan.FromMinutes(5),
        Reporter = new SilentReporter(),
    };

    /// <summary>Options of a worker that another of its name can follow.</summary>
    protected ReceiveOptions Succeedable(TimeSpan? lease = null) =>
        Options(lease) with { StateDirectory = Directory.CreateDirectory(state.File($"{Guid.CreateVersion7():N}")).FullName, LeaseAfter = TimeSpan.Zero };

    /// <summary>The next worker of that name.</summary>
    protected async Task<IJobReceiver> SucceedAsync(ReceiveOptions worker)
    {
        var receiver = await (await OpenAsync()).OpenReceiverAsync(worker, Deadline);
        opened.Add(receiver);
        return receiver;
    }

    /// <summary>A worker leases some jobs and is gone.</summary>
    /// <returns>What its disk tells of them.</returns>
    protected async Task<IReadOnlyList<ResumedRun>> VanishAsync(ReceiveOptions worker, string? checkpoint = null, int jobs = 1)
    {
        await using var transport = await Fixture.OpenAsync(Deadline);
        await using var receiver = await transport.OpenReceiverAsync(worker, Deadline);
        var runs = new List<ResumedRun>();
        for (var i = 0; i < jobs; i++)
        {
            var delivery = await receiver.ReceiveAsync(default, Deadline);
            (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
            if (checkpoint is not null)
            {
                delivery.SaveCheckpoint(Bytes(checkpoint));
            }

            runs.Add(new ResumedRun(delivery.Job with { Body = default, Headers = new Dictionary<string, string>() }, delivery.Term));
        }

        return runs;
    }

    /// <summary>Takes the next job, makes the lease of it outlast the receiver, and requeues it.</summary>
    protected async Task<Job> InterruptAsync(IJobReceiver receiver, string? checkpoint = null)
    {
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        if (checkpoint is not null)
        {
            delivery.SaveCheckpoint(Bytes(checkpoint));
        }

        (await delivery.SettleAsync(new Settlement.Requeue(), Deadline)).Should().BeTrue();
        return delivery.Job;
    }

    /// <summary>Waits until the lease is known to be lost.</summary>
    protected Task LostAsync(IDelivery delivery) => Eventually.CancelledAsync(delivery.Lost, Deadline);

    protected Job NewJob(string body = "a.mkv", string? queue = null) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Queue = queue ?? Queue,
        Body = Bytes(body),
    };

    protected async Task<Job> SendAsync(string body = "a.mkv", string? queue = null)
    {
        var job = NewJob(body, queue);
        await SendAsync(job);
        return job;
    }

    protected Task SendAsync(Job job) => Transport.Sender.SendAsync(job, QueueDeclaration.Quorum, Deadline);

    /// <summary>Waits until the condition holds. Brokers count their messages with some delay.</summary>
    protected Task EventuallyAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(condition, Deadline);

    /// <summary>Waits until the lease lasts longer than until the moment.</summary>
    protected async Task LongerThanAsync(IDelivery delivery, BootInstant moment)
    {
        var longer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        delivery.LeaseChanged += (_, _) =>
        {
            if (delivery.Term.SafeUntil > moment)
            {
                longer.TrySetResult();
            }
        };
        await longer.Task.WaitAsync(Deadline);
    }

    protected Task EventuallyEmptyAsync(IJobReceiver receiver) => EventuallyAsync(() => receiver.IsEmptyAsync(Deadline));

    /// <summary>Hands out one job after another for a moment, and says that none came.</summary>
    protected async Task NothingComesAsync(IJobReceiver receiver)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        moment.CancelAfter(TimeSpan.FromMilliseconds(300));
        var next = () => receiver.ReceiveAsync(default, moment.Token);
        await next.Should().ThrowAsync<OperationCanceledException>();
    }
}
