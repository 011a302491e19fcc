using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Control;
using Haulbeat.RabbitMQ.Diagnostics;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ;

/// <summary>Jobs in the queues of a RabbitMQ broker.</summary>
public sealed class RabbitMQTransport : ITransport
{
    private readonly Connector connector;
    private readonly Publisher publisher;
    private readonly QueueDeclarer declarer;
    private readonly JobEventLog log;

    private RabbitMQTransport(Connector connector)
    {
        this.connector = connector;
        publisher = new Publisher(connector);
        declarer = new QueueDeclarer(connector.Address);
        log = new JobEventLog(connector);
        Sender = new RabbitMQSender(publisher, log.NoteSent);
        Monitor = new RabbitMQMonitor(publisher, log, connector.Time);
        Diagnostics = new BrokerDiagnostics(publisher, connector);
    }

    /// <inheritdoc/>
    public string Address => connector.Address.ToString();

    /// <inheritdoc/>
    public IJobSender Sender { get; }

    /// <inheritdoc/>
    public IJobMonitor Monitor { get; }

    /// <inheritdoc/>
    public IJobControl Control { get; } = new RabbitMQControl();

    /// <inheritdoc/>
    public IDiagnostics Diagnostics { get; }

    /// <summary>Connects to the broker.</summary>
    /// <param name="address"><c>amqp[s]://USER:PASSWORD@HOST:PORT/VHOST?heartbeat=SECONDS</c>. Defaults: guest, guest, 5672 (TLS 5671), /, 10 s.</param>
    /// <param name="connectTimeout">How long each attempt may take, login included.</param>
    /// <param name="clientName">The name that the broker shows for the connections.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransportException">The address makes no sense, nobody answers there, or the broker refuses the login.</exception>
    public static async Task<RabbitMQTransport> ConnectAsync(string address, TimeSpan connectTimeout, string clientName, TimeProvider time, CancellationToken cancellationToken)
    {
        var transport = new RabbitMQTransport(new Connector(BrokerAddress.Parse(address), connectTimeout, clientName, time));
        await transport.publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return transport;
    }

    /// <inheritdoc/>
    public async Task<IJobReceiver> OpenReceiverAsync(ReceiveOptions options, CancellationToken cancellationToken)
    {
        var consuming = await ConsumingConnection.OpenAsync(connector, options.Reporter, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var queue in options.Queues)
            {
                await DeclareAsync(await consuming.GetAsync(cancellationToken).ConfigureAwait(false), queue, options.Declare, cancellationToken).ConfigureAwait(false);
            }

            await log.OpenAsync(options.Declare, options.Reporter, cancellationToken).ConfigureAwait(false);
            var leases = new WorkerLeases(new LeaseContext(consuming, publisher, log, options, LeaseOwner.Of(options.StateDirectory, options.Reporter)));
            await leases.OpenAsync(cancellationToken).ConfigureAwait(false);
            var receiver = new RabbitMQReceiver(leases);
            await receiver.BeginAsync(cancellationToken).ConfigureAwait(false);
            return receiver;
        }
        catch
        {
            await consuming.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync().ConfigureAwait(false);
        await publisher.DisposeAsync().ConfigureAwait(false);
    }

    // Without a queue for dead letters, a job that fails could only loop or vanish: don't begin.
    private async Task DeclareAsync(IConnection connection, string queue, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        QueueName.Check(queue);
        await declarer.EnsureAsync(connection, queue, declare, cancellationToken).ConfigureAwait(false);
        await declarer.EnsureDeadAsync(connection, queue, declare, cancellationToken).ConfigureAwait(false);
    }
}
