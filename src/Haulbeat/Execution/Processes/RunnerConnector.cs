using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>Finds the runners that earlier workers with this state directory started, and connects to them.</summary>
/// <param name="work">The folder of the jobs' private folders, which is among their arguments.</param>
/// <param name="sockets">The folder of their sockets.</param>
/// <param name="worker">This worker's name.</param>
internal sealed class RunnerConnector(string work, string sockets, string worker)
{
    private const int ExitMilliseconds = 5000;
    private readonly byte[] arguments = Encoding.UTF8.GetBytes($"\0{RunnerProgram.Verb}\0" + $"3\0{work}\0");

    /// <summary>The pids of the runners that live.</summary>
    public IReadOnlyList<int> Find() =>
        [.. ProcessList.Read().Select(process => process.Pid).Where(pid => ProcessList.HasInCommandLine(pid, arguments))];

    /// <summary>Kills a runner that does not answer, stopped or not.</summary>
    public void Kill(int runner)
    {
        var pidfd = Libc.OpenPidfd(runner);
        if (pidfd >= 0 && Find().Contains(runner))
        {
            Libc.SignalPidfd(pidfd, Libc.SignalKill);
            Descriptor.WaitUntilReadable(pidfd, ExitMilliseconds);
        }

        Descriptor.Close(ref pidfd);
    }

    /// <summary>Connects to the runner and greets it.</summary>
    /// <returns>The runner and its run's descriptor, or null if there is no such runner, or it doesn't answer before the token is cancelled.</returns>
    public async Task<(RunnerProcess Runner, RunDescriptor Run)?> ConnectAsync(int runner, CancellationToken cancellationToken)
    {
        var descriptor = LocalSocket.Connect(sockets, runner.ToString(CultureInfo.InvariantCulture));
        var pidfd = descriptor < 0 || LocalSocket.PeerOf(descriptor).Pid != runner ? -1 : Libc.OpenPidfd(runner);
        if (pidfd < 0)
        {
            Descriptor.Close(ref descriptor);
            return null;
        }

        var process = new RunnerProcess(runner, new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)), pidfd);
        if (await GreetAsync(process, cancellationToken).ConfigureAwait(false) is { } run)
        {
            return (process, run);
        }

        process.Dispose();
        return null;
    }

    private async Task<RunDescriptor?> GreetAsync(RunnerProcess runner, CancellationToken cancellationToken)
    {
        await runner.SendAsync(new Frame(FrameKind.Hello).Add(FrameField.Version, Frame.ProtocolVersion).Add(FrameField.Worker, worker)).ConfigureAwait(false);
        try
        {
            return await runner.ReceiveAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { Kind: FrameKind.Welcome } answer ? RunDescriptorJson.Read(answer.Body.Span) : null;
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidDataException)
        {
            return null;
        }
    }
}
