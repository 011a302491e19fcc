using System.Collections.Concurrent;
using System.Threading.Channels;
using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Tests.Workers;

public sealed class FillingTheSlots : IJobReceiver, IJobExecutor, IReporter, IDisposable
{
    private readonly TemporaryDirectory folder = new();
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
    private readonly CancellationTokenSource end = new();
    private readonly Channel<Job> queue = Channel.CreateUnbounded<Job>();
    private readonly ConcurrentDictionary<string, Run> runs = new();
    private readonly StateDirectory state;
    private TransportException? refusal;
    private int waiting;

    public FillingTheSlots() => state = StateDirectory.Open(folder.File("state"));

    ExecutorCapabilities IJobExecutor.Capabilities => ExecutorCapabilities.CanKill;

    [Fact]
    public async Task A_job_is_asked_for_only_when_a_slot_is_free()
    {
        Send("1", "2", "3");
        var working = Fill(slots: 2).RunAsync();
        await EventuallyAsync(() => runs.Count == 2);

        waiting.Should().Be(0);
        runs["1"].End();
        await EventuallyAsync(() => runs.ContainsKey("3"));
        await EndAsync(working);
    }

    [Fact]
    public async Task Nothing_is_received_until_few_enough_of_those_that_went_on_are_left()
    {
        var slots = Fill(slots: 2);
        Array.ForEach(["a", "b", "c", "d"], job => slots.Reattach(Left(job), new Delivery(NewJob(job))));
        Send("1");
        var working = slots.RunAsync();

        runs["a"].End();
        runs["d"].End();
        await EventuallyAsync(() => slots.Running == 2);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        (waiting, runs.ContainsKey("1")).Should().Be((0, false));
        runs["b"].End();
        await EventuallyAsync(() => runs.ContainsKey("1"));
        await EndAsync(working);
    }

    [Fact]
    public async Task After_the_last_job_that_it_may_take_no_more_are_received()
    {
        Send("1", "2", "3");
        var working = Fill(slots: 4, maxJobs: 2).RunAsync();
        await EventuallyAsync(() => end.IsCancellationRequested);

        runs.Keys.Should().BeEquivalentTo("1", "2");
        await EndAsync(working);
    }

    [Fact]
    public async Task It_ends_when_the_queues_are_empty_and_no_job_runs()
    {
        Send("1");
        var working = Fill(slots: 2, untilEmpty: true).RunAsync();
        await EventuallyAsync(() => runs.ContainsKey("1"));
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System, deadline.Token);

        end.IsCancellationRequested.Should().BeFalse();
        runs["1"].End();
        await working.WaitAsync(deadline.Token);
    }

    [Fact]
    public async Task A_queue_that_cannot_be_used_ends_it_once_its_jobs_have_ended()
    {
        Send("1");
        var working = Fill(slots: 2).RunAsync();
        await EventuallyAsync(() => runs.ContainsKey("1"));
        refusal = new TransportException(TransportError.NotPermitted, "refused");
        Send("2");
        await EventuallyAsync(() => end.IsCancellationRequested);

        working.IsCompleted.Should().BeFalse();
        runs["1"].End();
        await FluentActions.Awaiting(() => working.WaitAsync(deadline.Token)).Should().ThrowAsync<TransportException>();
    }

    public void Dispose()
    {
        state.Dispose();
        folder.Dispose();
        deadline.Dispose();
        end.Dispose();
    }

    async Task<IDelivery> IJobReceiver.ReceiveAsync(SlotPermit permit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            var job = await queue.Reader.ReadAsync(cancellationToken);
            return refusal is null ? new Delivery(job) : throw refusal;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    Task<bool> IJobReceiver.IsEmptyAsync(CancellationToken cancellationToken) => Task.FromResult(queue.Reader.Count == 0);

    Task<IReadOnlyList<IDelivery>> IJobReceiver.ReattachAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IJobReceiver.StopAsync() => Task.CompletedTask;

    Task<IReadOnlyList<IUnsettledRun>> IJobExecutor.FindUnsettledAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IJobExecution> IJobExecutor.StartAsync(Job job, JobLease lease, Action<ReadOnlyMemory<byte>> checkpointSaved) => Task.FromResult<IJobExecution>(Left(job.Id));

    void IReporter.Report(WorkerEvent workerEvent)
    {
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    private static Job NewJob(string id) => new() { Id = id, Queue = "films" };

    private void Send(params string[] jobs) => Array.ForEach(jobs, job => queue.Writer.TryWrite(NewJob(job)));

    private Run Left(string job) => runs.GetOrAdd(job, _ => new Run());

    private Slots Fill(int slots, int? maxJobs = null, bool untilEmpty = false)
    {
        var options = new WorkerOptions
        {
            Name = "worker",
            StateDirectory = state,
            Queues = ["films"],
            Command = new JobCommand { Program = "/bin/true", Arguments = ["true"] },
            Slots = slots,
            MaxJobs = maxJobs,
            UntilEmpty = untilEmpty,
            Reporter = this,
            RunnerProgram = ["/bin/true"],
        };
        return new Slots(options, this, new JobPipeline(options, this, new StopSignals(), TimeProvider.System), end, TimeProvider.System);
    }

    private Task EventuallyAsync(Func<bool> condition) => Eventually.HoldsAsync(() => Task.FromResult(condition()), deadline.Token);

    private async Task EndAsync(Task working)
    {
        await end.CancelAsync();
        foreach (var run in runs.Values)
        {
            run.End();
        }

        await working.WaitAsync(deadline.Token);
    }

    private sealed class Delivery(Job job) : IDelivery
    {
        public Job Job => job;

        public JobLease Term => JobLease.Leased(BootInstant.Never);

        public CancellationToken Lost => CancellationToken.None;

        public event EventHandler? LeaseChanged { add { } remove { } }

        public Task<bool> LeaseAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint)
        {
        }

        public Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken) => Task.FromResult(true);
    }

    private sealed class Run : IJobExecution, IUnsettledRun, IExecutionResult
    {
        private readonly TaskCompletionSource<IExecutionResult?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IExecutionResult?> Completion => ended.Task;

        public ExitReport ExitReport => new() { ExitCode = 0 };

        public bool IsKeptForNextWorker => false;

        public int? Pid => 1;

        public DateTimeOffset StartedAt => DateTimeOffset.UnixEpoch;

        public DateTimeOffset? EndedAt => DateTimeOffset.UnixEpoch;

        public void End() => ended.TrySetResult(this);

        public IJobExecution Reattach(Job job, JobLease lease, Action<ReadOnlyMemory<byte>> checkpointSaved) => this;

        public ResumedRun ToResume() => throw new NotSupportedException();

        public RunOutput ReadOutput(Outcome outcome, DateTimeOffset at) => new(default, "", "worker", at);

        public ReadOnlyMemory<byte> ReadUnreportedCheckpoint() => default;

        public void Forget()
        {
        }

        public void UpdateLease(JobLease lease)
        {
        }

        public void Stop(StopReason reason, TimeSpan grace)
        {
        }

        public Task DetachAsync(JobLease lease) => Task.CompletedTask;
    }
}
