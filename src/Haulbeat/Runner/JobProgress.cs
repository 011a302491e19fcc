using System.Globalization;
using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>Follows the file to which the job appends its progress. Passes on each change once: to the worker, and to disk for <c>status</c>.</summary>
internal sealed unsafe class JobProgress : IDisposable
{
    private const int BufferSize = 4096;
    private const int MostBuffersAtOnce = 256;
    private readonly RunFiles files;
    private readonly WorkerConnection worker;
    private readonly LineSplitter lines;
    private Progress? written;
    private Progress? newest;
    private Progress? sent;
    private int descriptor = -1;

    public JobProgress(RunFiles files, WorkerConnection worker)
    {
        (this.files, this.worker) = (files, worker);
        lines = new LineSplitter(line => written = ProgressLine.Parse(line) ?? written);
    }

    /// <summary>Sends the newest progress.</summary>
    /// <param name="printed">The newest that the job printed, if it prints any. What it writes to the file counts for more.</param>
    public void Send(Progress? printed)
    {
        var before = newest;
        newest = ReadNewest() ?? printed ?? newest;
        if (newest is not { } progress)
        {
            return;
        }

        if (newest != sent && worker.TrySend(ToFrame(progress)))
        {
            sent = newest;
        }

        if (newest != before)
        {
            _ = Descriptor.Replace(files.Newest, Encoding.UTF8.GetBytes(Line(progress)), durable: false);
        }
    }

    /// <summary>Sends the newest progress again, to a worker that has just reattached.</summary>
    public void Resend()
    {
        sent = null;
        Send(null);
    }

    public void Dispose() => Descriptor.Close(ref descriptor);

    /// <summary>The newest progress that the job wrote since the last call, if any. Reads at most a megabyte.</summary>
    private Progress? ReadNewest()
    {
        written = null;
        if (descriptor < 0 && (descriptor = open(files.Progress, ReadOnly | CloseOnExec | NonBlocking, 0)) < 0)
        {
            return null;
        }

        var buffer = stackalloc byte[BufferSize];
        nint count = 1;
        for (var round = 0; round < MostBuffersAtOnce && count > 0; round++)
        {
            count = read(descriptor, buffer, BufferSize);
            lines.Feed(new ReadOnlySpan<byte>(buffer, (int)Math.Max(count, 0)));
        }

        return written;
    }

    private static Frame ToFrame(Progress progress) => new Frame(FrameKind.Progress)
        .Add(FrameField.Fraction, progress.Fraction?.ToString("R", CultureInfo.InvariantCulture))
        .Add(FrameField.Message, progress.Message);

    // The form of the job's own lines, so that one parser reads both.
    private static string Line(Progress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{progress.Fraction} {progress.Message}\n").TrimStart(' ');
}
