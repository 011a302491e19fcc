using System.Net.Sockets;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>A runner as the worker sees it: a process with a socket to it. Runs one job at a time and then waits for the next.</summary>
/// <param name="pid">The process.</param>
/// <param name="socket">The socket to it.</param>
/// <param name="pidfd">What stands for the process if it is another worker's child, else −1: of a child, the pid alone is sure until it is reaped.</param>
internal sealed class RunnerProcess(int pid, Socket socket, int pidfd = -1) : IDisposable
{
    private const int BurialMilliseconds = 5000;
    private readonly FrameBuffer buffer = new();
    private readonly SemaphoreSlim sending = new(1);
    private int pidfd = pidfd;

    public int Pid { get; } = pid;

    /// <summary>Whether this worker started it.</summary>
    public bool IsOwn { get; } = pidfd < 0;

    /// <summary>Sends a frame. A runner that is gone is noticed when it is listened to.</summary>
    public async Task SendAsync(Frame frame)
    {
        await sending.WaitAsync();
        try
        {
            foreach (var part in frame.Encode())
            {
                await SendAllAsync(part);
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

            var count = await ReceiveSomeAsync();
            if (count == 0)
            {
                return null;
            }

            buffer.Filled(count);
        }
    }

    /// <summary>Says no more, and lets the runner know; what it has still to say can be heard.</summary>
    public void Hush()
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
            // It is not yet reaped: the pid is its own as long.
            _ = Libc.kill(Pid, Libc.SignalKill);
        }
        else
        {
            Libc.SignalPidfd(pidfd, Libc.SignalKill);
        }
    }

    /// <summary>Waits until a runner that was heard to go is gone.</summary>
    public void DeadLetter()
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
            Descriptor.WaitUntilReadable(pidfd, BurialMilliseconds);
        }

        Dispose();
    }

    /// <summary>Lets the runner go: it ends when its socket closes, unless its job outlasts the worker.</summary>
    public void Dispose()
    {
        socket.Dispose();
        Descriptor.Close(ref pidfd);
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    private async Task<int> ReceiveSomeAsync()
    {
        try
        {
            return await socket.ReceiveAsync(buffer.Room(), SocketFlags.None);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
