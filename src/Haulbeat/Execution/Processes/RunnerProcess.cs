using System.Net.Sockets;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>A runner as the worker sees it: a process and a socket to it. It runs one job at a time and then waits for the next.</summary>
/// <param name="pid">The process.</param>
/// <param name="socket">The socket to it.</param>
/// <param name="pidfd">The descriptor of the process if another worker started it, else −1: a child's pid stays its own until it is reaped.</param>
internal sealed class RunnerProcess(int pid, Socket socket, int pidfd = -1) : IDisposable
{
    private const int ExitMilliseconds = 5000;
    private readonly FrameBuffer buffer = new();
    private readonly SemaphoreSlim sending = new(1);
    private int pidfd = pidfd;

    public int Pid { get; } = pid;

    /// <summary>Whether this worker started it.</summary>
    public bool IsOwn { get; } = pidfd < 0;

    /// <summary>Sends a frame. That the runner is gone shows in <see cref="ReceiveAsync"/>.</summary>
    public async Task SendAsync(Frame frame)
    {
        await sending.WaitAsync().ConfigureAwait(false);
        try
        {
            foreach (var part in frame.Encode())
            {
                await SendAllAsync(part).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next frame, or null once the runner is gone.</summary>
    public async Task<Frame?> ReceiveAsync()
    {
        while (true)
        {
            if (buffer.Take() is { } frame)
            {
                return frame;
            }

            var count = await ReceiveSomeAsync().ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            buffer.Filled(count);
        }
    }

    /// <summary>Ends the sending side of the socket, which the runner notices. Its frames can still be received.</summary>
    public void CloseSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Kills it, stopped or not.</summary>
    public void Kill()
    {
        if (IsOwn)
        {
            // It is not reaped yet, so the pid is still its own.
            _ = Libc.kill(Pid, Libc.SignalKill);
        }
        else
        {
            Libc.SignalPidfd(pidfd, Libc.SignalKill);
        }
    }

    /// <summary>Waits for the end of a runner whose socket has closed.</summary>
    public void EndProcess()
    {
        socket.Dispose();
        if (IsOwn)
        {
            RunnerLauncher.Reap(Pid);
        }
        else
        {
            // It may have closed its socket for another reason.
            Kill();
            Descriptor.WaitUntilReadable(pidfd, ExitMilliseconds);
        }

        Dispose();
    }

    /// <summary>Closes the socket. The runner ends, unless it has a job that outlasts the worker.</summary>
    public void Dispose()
    {
        socket.Dispose();
        Descriptor.Close(ref pidfd);
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
        }
    }

    private async Task<int> ReceiveSomeAsync()
    {
        try
        {
            return await socket.ReceiveAsync(buffer.Room(), SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
