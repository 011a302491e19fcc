using System.Globalization;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>The socket, named after the runner's pid, where the next worker reattaches to this run. A connection that sends no sensible greeting changes nothing.</summary>
internal sealed class ReattachListener(RunFiles files) : IDisposable
{
    private const int LargestFrame = 64 << 10;
    private readonly string name = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
    private WorkerConnection? candidate;
    private int listener = -1;

    /// <summary>The descriptor to poll for new connections, or −1.</summary>
    public int Descriptor => listener;

    /// <summary>The descriptor to poll for the greeting of the newest connection, or −1.</summary>
    public int CandidateDescriptor => candidate?.Descriptor ?? -1;

    /// <summary>Listens, unless it does already. Call it again if that fails.</summary>
    public void Open()
    {
        if (listener < 0)
        {
            _ = Libc.mkdir(files.Sockets, 0x1C0 /* 0700 */);
            listener = LocalSocket.Listen(files.Sockets, name);
        }
    }

    /// <summary>Accepts a connection or reads its greeting. Call it when poll has reported one of the descriptors.</summary>
    /// <param name="comes">Whether a connection waits. The newest counts, so a silent one blocks no other.</param>
    /// <returns>The connection of a worker that reattaches, or null.</returns>
    public WorkerConnection? Admit(bool comes)
    {
        if (candidate?.TakeFrame() is { Kind: FrameKind.Hello } && candidate is { IsOpen: true } worker)
        {
            candidate = null;
            return worker;
        }

        if (comes && LocalSocket.Accept(listener) is >= 0 and var descriptor)
        {
            candidate?.Dispose();
            candidate = new WorkerConnection(descriptor, LargestFrame);
        }
        else if (candidate is { IsOpen: false })
        {
            candidate = null;
        }

        return null;
    }

    public void Dispose()
    {
        candidate?.Dispose();
        if (listener >= 0)
        {
            _ = Libc.unlink($"{files.Sockets}/{name}");
            Posix.Descriptor.Close(ref listener);
        }
    }
}
