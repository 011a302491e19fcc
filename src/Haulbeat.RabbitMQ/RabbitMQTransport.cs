using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Diagnostics;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ;

/// <summary>Jobs in the queues of a RabbitMQ broker.</summary>
public sealed class RabbitMQTransport : ITransport, IJobSender, IJobMonitor, IJobControl, IDiagnostics
{
    private readonly Connector connector;
    private readonly Publisher publisher;
    private readonly QueueDeclarer declarer;
    private readonly JobLog log;

    private RabbitMQTransport(Connector connector)
    {
        this.connector = connector;
        publisher = new Publisher(connector);
        declarer = new QueueDeclarer(connector.Address);
        log = new JobLog(connector);
    }

    /// <inheritdoc/>
    public string Address => connector.Address.ToString();

    /// <inheritdoc/>
    public IJobSender Sender => this;

    /// <inheritdoc/>
    public IJobMonitor Monitor => this;

    /// <inheritdoc/>
    public IJobControl Control => this;

    /// <inheritdoc/>
    public IDiagnostics Diagnostics => this;

    /// <inheritdoc/>
    public Task<JobPage> ListJobsAsync(JobFilter filter, CancellationToken cancellationToken) => Task.FromResult(new JobPage([], null));

    /// <summary>Connects to the broker.</summary>
    /// <param name="address"><c>amqp[s]://USER:PASSWORD@HOST:PORT/VHOST?heartbeat=SECONDS</c>. Defaults: guest, guest, 5672 (TLS 5671), /, 10 s.</param>
    /// <param name="connectTimeout">How long each attempt may take, login included.</param>
    /// <param name="clientName">The name that the broker shows for the connections.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransportException">The address makes no sense, nobody answers there, or the login is refused.</exception>
    public static async Task<RabbitMQTransport> ConnectAsync(string address, TimeSpan connectTimeout, string clientName, TimeProvider time, CancellationToken cancellationToken)
    {
        var transport = new RabbitMQTransport(new Connector(BrokerAddress.Parse(address), connectTimeout, clientName, time));
        await transport.publisher.ConnectAsync(cancellationToken);
        return transport;
    }

    /// <inheritdoc/>
    public async Task SendAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        QueueName.Check(job.Queue);
        var connection = await publisher.ConnectAsync(cancellationToken);
        var properties = MessageWriter.Write(job, connection.FrameMax);
        await SendAsync(() => publisher.PublishAsync(job.Queue, properties, job.Body, cancellationToken), job.Queue, declare, cancellationToken);
        log.NoteSent(job, properties);
    }

    /// <inheritdoc/>
    /// <remarks>The answer comes by RabbitMQ's direct reply-to, which takes no queue and no permission; it is lost with the connection, the job is not.</remarks>
    public async Task<JobEnd> SendAndWaitAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        QueueName.Check(job.Queue);
        await using var channel = await publisher.OpenChannelAsync(cancellationToken);
        var answer = new ReplyListener(channel, job.CorrelationId ?? job.Id, connector.Address);
        await answer.StartAsync(cancellationToken);
        var question = job with { ReplyTo = ReplyListener.Queue, CorrelationId = job.CorrelationId ?? job.Id };
        var properties = MessageWriter.Write(question, (await publisher.ConnectAsync(cancellationToken)).FrameMax);
        await SendAsync(() => publisher.PublishAsync(channel, job.Queue, properties, job.Body, cancellationToken), job.Queue, declare, cancellationToken);
        log.NoteSent(question, properties);
        return await answer.End.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IJobReceiver> OpenReceiverAsync(ReceiveOptions options, CancellationToken cancellationToken)
    {
        var consuming = await ConsumingConnection.OpenAsync(connector, options.Reporter, cancellationToken);
        try
        {
            foreach (var queue in options.Queues)
            {
                await DeclareAsync(await consuming.GetAsync(cancellationToken), queue, options.Declare, cancellationToken);
            }

            await log.OpenAsync(options.Declare, options.Reporter, cancellationToken);
            var leases = new WorkerLeases(new LeaseContext(consuming, publisher, log, options, LeaseOwner.Of(options.StateDirectory, options.Reporter)));
            await leases.OpenAsync(cancellationToken);
            var receiver = new RabbitMQReceiver(leases);
            await receiver.BeginAsync(cancellationToken);
            return receiver;
        }
        catch
        {
            await consuming.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<QueueState?> FindQueueAsync(string queue, CancellationToken cancellationToken)
    {
        QueueName.Check(queue);
        var connection = await publisher.ConnectAsync(cancellationToken);
        var dead = await declarer.FindAsync(connection, QueueName.Dead(queue), cancellationToken);
        return await declarer.FindAsync(connection, queue, cancellationToken) is { } found
            ? new QueueState(queue, found.MessageCount, Running: null, dead?.MessageCount, found.ConsumerCount)
            : null;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueState>> ListQueuesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<QueueState>>([]);

    /// <inheritdoc/>
    /// <remarks>RabbitMQ cannot look into its queues: what is known comes from the log, all of which is read. A job that was sent while there was no log is unknown until a worker has it.</remarks>
    public Task<JobState?> FindJobAsync(string job, CancellationToken cancellationToken) => log.FindJobAsync(job, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Check> ExamineAsync(PlannedWorker? worker, CancellationToken cancellationToken) =>
        new BrokerDiagnostics(publisher, connector).RunAsync(worker, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await publisher.DisposeAsync();
    }

    // The queue is there nearly always: ask the broker about it only when it returned the message.
    private async Task SendAsync(Func<Task> publish, string queue, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        try
        {
            await publish();
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            await declarer.EnsureAsync(await publisher.ConnectAsync(cancellationToken), queue, declare, cancellationToken);
            await publish();
        }
    }

    // Without a place for dead letters a job that fails could only loop or vanish: rather not begin.
    private async Task DeclareAsync(IConnection connection, string queue, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        QueueName.Check(queue);
        await declarer.EnsureAsync(connection, queue, declare, cancellationToken);
        await declarer.EnsureDeadAsync(connection, queue, declare, cancellationToken);
    }
}
