using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Haulbeat.Lab.Processes;

namespace Haulbeat.Lab.Brokers;

/// <summary>A RabbitMQ broker that the lab starts: with its own ports, node name, cookie and folder. It touches no system service.</summary>
internal sealed class OwnBroker : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private const int MaxStarts = 3;

    private readonly RabbitMQServer server;
    private readonly string folder;
    private readonly string tag;
    private readonly TimeProvider time;
    private BrokerPorts ports;
    private Process? launcher;

    private OwnBroker(RabbitMQServer server, string folder, string tag, TimeProvider time) =>
        (this.server, this.folder, this.tag, this.time, ports) = (server, folder, tag, time, BrokerPorts.Find());

    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{ports.Amqp}");

    private string Log => folder + "/console.log";

    /// <param name="server">The program to start.</param>
    /// <param name="folder">A folder for this broker alone.</param>
    /// <param name="tag">The tag of its processes.</param>
    /// <param name="ackTimeout">Its ack timeout; null: RabbitMQ's default.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the start; what has started is ended.</param>
    public static async Task<OwnBroker> StartAsync(RabbitMQServer server, string folder, string tag, TimeSpan? ackTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var broker = new OwnBroker(server, folder, tag, time);
        try
        {
            await broker.StartAsync(ackTimeout, cancellationToken);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it cleanly and starts it again with the same ports and data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        Posix.Signal(launcher!.Id, Posix.Terminate);
        await launcher.WaitForExitAsync(cancellationToken);
        await TaggedProcesses.KillAsync(tag, time);
        if (!await LaunchAsync(cancellationToken))
        {
            throw DidNotStart();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await TaggedProcesses.KillAsync(tag, time);
        launcher?.Dispose();
    }

    private async Task StartAsync(TimeSpan? ackTimeout, CancellationToken cancellationToken)
    {
        for (var start = 1; start <= MaxStarts; start++)
        {
            RabbitMQServer.Configure(folder, ports.Amqp, ackTimeout);
            if (await LaunchAsync(cancellationToken))
            {
                return;
            }

            await TaggedProcesses.KillAsync(tag, time);
            ports = BrokerPorts.Find();
        }

        throw DidNotStart();
    }

    private async Task<bool> LaunchAsync(CancellationToken cancellationToken)
    {
        launcher?.Dispose();
        launcher = new ProgramStart([server.Program], RabbitMQServer.Variables(folder, ports), Log, tag).Start();
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < StartTimeout && !launcher.HasExited)
        {
            if (await AnswersAsync(cancellationToken))
            {
                return true;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }

        return false;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, ports.Amqp, cancellationToken);
            await socket.SendAsync("AMQP\0\0\x9\x1"u8.ToArray(), cancellationToken);
            return await socket.ReceiveAsync(new byte[1], cancellationToken) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private IOException DidNotStart() =>
        new($"The lab's own RabbitMQ ({server.Program}) did not start. Its last lines of output: {string.Join(" / ", File.Exists(Log) ? File.ReadLines(Log).TakeLast(5) : [])}");
}
