using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Tidying;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Lab.Brokers;

/// <summary>A RabbitMQ broker of the lab's own: its own ports, node name, cookie and folder. No system service is touched.</summary>
internal sealed class OwnBroker : IAsyncDisposable
{
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int Starts = 3;

    private readonly string program;
    private readonly string folder;
    private readonly string mark;
    private readonly TimeProvider time;
    private BrokerPorts ports;
    private Process? launcher;

    private OwnBroker(string program, string folder, string mark, TimeProvider time) =>
        (this.program, this.folder, this.mark, this.time, ports) = (program, folder, mark, time, BrokerPorts.Find());

    public BrokerAddress Address => BrokerAddress.Parse($"amqp://guest:guest@127.0.0.1:{ports.Amqp}");

    private string Log => folder + "/console.log";

    /// <param name="bin">Where rabbitmq-server lies.</param>
    /// <param name="folder">A folder for it alone.</param>
    /// <param name="mark">The mark of its processes.</param>
    /// <param name="ackTimeout">Its ack timeout, if not the usual one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancelled: it is not started, or ended again.</param>
    public static async Task<OwnBroker> StartAsync(string bin, string folder, string mark, TimeSpan? ackTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var broker = new OwnBroker(bin + "/rabbitmq-server", folder, mark, time);
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

    /// <summary>Ends it in order and starts it again, with the same ports and data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        _ = Libc.kill(launcher!.Id, Libc.SignalTerminate);
        await launcher.WaitForExitAsync(cancellationToken);
        await LabProcesses.KillAsync(mark, time);
        if (!await LaunchAsync(cancellationToken))
        {
            throw DidNotStart();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LabProcesses.KillAsync(mark, time);
        launcher?.Dispose();
    }

    private async Task StartAsync(TimeSpan? ackTimeout, CancellationToken cancellationToken)
    {
        for (var start = 1; start <= Starts; start++)
        {
            OwnBrokerFiles.Write(folder, ports.Amqp, ackTimeout);
            if (await LaunchAsync(cancellationToken))
            {
                return;
            }

            await LabProcesses.KillAsync(mark, time);
            ports = BrokerPorts.Find();
        }

        throw DidNotStart();
    }

    private async Task<bool> LaunchAsync(CancellationToken cancellationToken)
    {
        launcher?.Dispose();
        launcher = new ProgramStart([program], OwnBrokerFiles.Variables(folder, ports), Log, mark).Start();
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < ConfirmTimeout && !launcher.HasExited)
        {
            if (await SpeaksAsync(cancellationToken))
            {
                return true;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return false;
    }

    private async Task<bool> SpeaksAsync(CancellationToken cancellationToken)
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
        new($"The lab's own RabbitMQ ({program}) did not start. The end of what it printed: {string.Join(" / ", File.Exists(Log) ? File.ReadLines(Log).TakeLast(5) : [])}");
}
