using System.Net.Sockets;
using Haulbeat.Running.Protocol;

namespace Haulbeat.Running;

/// <summary>A runner as the worker sees it: a process with a socket to it. Runs one job at a time and then waits for the next.</summary>
internal sealed class RunnerProcess(int pid, Socket socket) : IDisposable
{
    private readonly FrameBuffer buffer = new();
    private readonly SemaphoreSlim sending = new(1);

    public int Pid { get; } = pid;

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

    /// <summary>Kills it, stopped or not. Only while it is not yet reaped: the pid is its own as long.</summary>
    public void Kill() => Posix.Libc.kill(Pid, Posix.Libc.SignalKill);

    /// <summary>Lets the runner go: it ends when its socket closes.</summary>
    public void Dispose() => socket.Dispose();

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
