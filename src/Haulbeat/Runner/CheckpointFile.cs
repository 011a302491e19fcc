using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>The file from which the job goes on, and which it replaces by rename to save.</summary>
internal sealed class CheckpointFile(RunFiles files, WorkerConnection worker)
{
    private (ulong, ulong, long, uint) sent;
    private bool saved;
    private bool warned;

    /// <summary>Writes what an earlier run saved.</summary>
    /// <returns>0 or the error number.</returns>
    public int Place(ReadOnlySpan<byte> checkpoint)
    {
        var error = checkpoint.IsEmpty ? 0 : Descriptor.Write(files.Checkpoint, checkpoint, durable: false);
        sent = Libc.FileMark(files.Checkpoint);
        return error;
    }

    /// <summary>Sends what the job saved since the last call.</summary>
    public void Send()
    {
        var mark = Libc.FileMark(files.Checkpoint);
        if (Newest(mark) is { } frame && worker.TrySend(frame))
        {
            sent = mark;
        }
    }

    /// <summary>What the job saved since the last time it was sent, or null.</summary>
    public Frame? Unsent() => Newest(Libc.FileMark(files.Checkpoint));

    /// <summary>Sends again what the job saved, to a worker that has just reattached.</summary>
    public void Resend()
    {
        sent = saved ? default : sent;
        Send();
    }

    private Frame? Newest((ulong, ulong, long, uint) mark)
    {
        if (mark == default || mark == sent || Descriptor.Read(files.Checkpoint, JobLimits.LargestCheckpoint + 1) is not { } content)
        {
            return null;
        }

        saved = true;
        return content.Length <= JobLimits.LargestCheckpoint ? new Frame(FrameKind.Checkpoint) { Body = content } : WarnOnce();
    }

    private Frame? WarnOnce()
    {
        var first = !warned;
        warned = true;
        return !first ? null : new Frame(FrameKind.Warning).Add(FrameField.Message, string.Create(
            CultureInfo.InvariantCulture,
            $"its checkpoint is larger than {JobLimits.LargestCheckpoint} bytes, so the one before counts: save large data elsewhere, and in the checkpoint where it is"));
    }
}
