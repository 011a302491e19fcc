using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>Follows the file to which the job appends its progress.</summary>
internal sealed unsafe class ProgressFile : IDisposable
{
    private readonly string path;
    private readonly LineSplitter lines;
    private Progress? newest;
    private int descriptor = -1;

    public ProgressFile(string path)
    {
        this.path = path;
        lines = new LineSplitter(line => newest = ProgressLine.Parse(line) ?? newest);
    }

    /// <summary>The newest progress the job wrote since the last call, if any. Reads at most a megabyte at a time.</summary>
    public Progress? ReadNewest()
    {
        newest = null;
        if (descriptor < 0 && (descriptor = open(path, ReadOnly | CloseOnExec | NonBlocking, 0)) < 0)
        {
            return null;
        }

        var buffer = stackalloc byte[4096];
        nint count = 1;
        for (var round = 0; round < 256 && count > 0; round++)
        {
            count = read(descriptor, buffer, 4096);
            lines.Feed(new ReadOnlySpan<byte>(buffer, (int)Math.Max(count, 0)));
        }

        return newest;
    }

    public void Dispose() => Descriptor.Close(ref descriptor);
}
