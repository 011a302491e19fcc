using System.Globalization;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>Where a successor of the worker finds this run: a socket named after the runner's pid. Whoever connects and says nothing sensible changes nothing.</summary>
internal sealed class JobSocket(RunFiles files) : IDisposable
{
    private const int LargestFrame = 64 << 10;
    private readonly string name = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
    private WorkerLink? candidate;
    private int listener = -1;

    /// <summary>The descriptor to poll for who comes, or −1.</summary>
    public int Descriptor => listener;

    /// <summary>The descriptor to poll for who has come and is to say who it is, or −1.</summary>
    public int CandidateDescriptor => candidate?.Descriptor ?? -1;

    /// <summary>Listens, unless it does already. To be called again if that fails.</summary>
    public void Open()
    {
        if (listener < 0)
        {
            _ = Libc.mkdir(files.Sockets, 0x1C0 /* 0700 */);
            listener = LocalSocket.Listen(files.Sockets, name);
        }
    }

    /// <summary>Takes in whoever comes. To be called after poll said that somebody does, or speaks.</summary>
    /// <param name="comes">Whether somebody waits at the door. The newest counts: nobody can block it by being silent.</param>
    /// <returns>The link to a worker that takes this run over, or null.</returns>
    public WorkerLink? Admit(bool comes)
    {
        if (candidate?.TakeFrame() is { Kind: FrameKind.Hello } && candidate is { IsOpen: true } worker)
        {
            candidate = null;
            return worker;
        }

        if (comes && LocalSocket.Accept(listener) is >= 0 and var descriptor)
        {
            candidate?.Dispose();
            candidate = new WorkerLink(descriptor, LargestFrame);
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
