namespace Haulbeat.Transports;

/// <summary>Where jobs come from and go to: RabbitMQ, or the embedded queue. The door to what it can do. Safe for concurrent use.</summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>The transport's address, without any password.</summary>
    string Address { get; }

    /// <summary>Sends jobs.</summary>
    IJobSender Sender { get; }

    /// <summary>Reads states and history.</summary>
    IJobMonitor Monitor { get; }

    /// <summary>Changes what becomes of jobs.</summary>
    IJobControl Control { get; }

    /// <summary>Examines the broker or the file.</summary>
    IDiagnostics Diagnostics { get; }

    /// <summary>Begins to receive from the queues. Returns once they exist and can be consumed from, dead-letter queues included.</summary>
    /// <remarks>After the first success the receiver reconnects by itself, forever, and reports each change once.</remarks>
    /// <exception cref="TransportException">The transport can't be reached, or refused.</exception>
    Task<IJobReceiver> OpenReceiverAsync(ReceiveOptions options, CancellationToken cancellationToken);
}
