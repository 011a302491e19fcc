using System.Globalization;
using System.Net.Sockets;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.Records;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.Execution.Processes.Reattach;

/// <summary>Connects to runners that another worker started.</summary>
/// <param name="sockets">Where their sockets lie.</param>
/// <param name="worker">This worker's name.</param>
internal sealed class RunnerConnector(string sockets, string worker)
{
    /// <summary>Greets the runner.</summary>
    /// <returns>Null if it is not there, or does not answer before it is given up.</returns>
    public async Task<Greeting?> ConnectAsync(int runner, CancellationToken cancellationToken)
    {
        var descriptor = LocalSocket.Connect(sockets, runner.ToString(CultureInfo.InvariantCulture));
        var pidfd = descriptor < 0 || LocalSocket.PeerOf(descriptor).Pid != runner ? -1 : Libc.OpenPidfd(runner);
        if (pidfd < 0)
        {
            Descriptor.Close(ref descriptor);
            return null;
        }

        var process = new RunnerProcess(runner, new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)), pidfd);
        if (await GreetAsync(process, cancellationToken) is { } greeting)
        {
            return greeting;
        }

        process.Dispose();
        return null;
    }

    private async Task<Greeting?> GreetAsync(RunnerProcess runner, CancellationToken cancellationToken)
    {
        await runner.SendAsync(new Frame(FrameKind.Hello).Add(FrameField.Version, ProtocolVersion.Current).Add(FrameField.Worker, worker));
        var answer = await HearAsync(runner, cancellationToken);
        return answer is { Kind: FrameKind.Welcome } && RecordReader.TryRead(answer.Body, out var record)
            ? new Greeting(runner, record) { IsNewer = !ProtocolVersion.IsUnderstood(answer) || record.Version > RunRecord.NewestVersion }
            : null;
    }

    private static async Task<Frame?> HearAsync(RunnerProcess runner, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.ReceiveAsync().WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidDataException)
        {
            return null;
        }
    }
}
