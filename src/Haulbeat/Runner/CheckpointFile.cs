using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>The file that the job goes on from, and that it replaces by rename to save.</summary>
internal sealed class CheckpointFile(RunFiles files, WorkerLink link)
{
    private (ulong, ulong, long, uint) told;
    private bool saved;
    private bool complained;

    /// <summary>Puts there what an earlier run saved.</summary>
    /// <returns>0 or the error number.</returns>
    public int Place(ReadOnlySpan<byte> checkpoint)
    {
        var error = checkpoint.IsEmpty ? 0 : Descriptor.Write(files.Checkpoint, checkpoint, durable: false);
        told = Libc.FileMark(files.Checkpoint);
        return error;
    }

    /// <summary>Passes on what the job saved since the last time.</summary>
    public void Send()
    {
        var mark = Libc.FileMark(files.Checkpoint);
        if (Newest(mark) is { } frame && link.TrySend(frame))
        {
            told = mark;
        }
    }

    /// <summary>What the job saved and nobody was told yet, or null.</summary>
    public Frame? Untold() => Newest(Libc.FileMark(files.Checkpoint));

    /// <summary>Whoever listens from now on has heard nothing yet.</summary>
    public void TellAgain() => told = saved ? default : told;

    private Frame? Newest((ulong, ulong, long, uint) mark)
    {
        if (mark == default || mark == told || Descriptor.Read(files.Checkpoint, JobLimits.LargestCheckpoint + 1) is not { } content)
        {
            return null;
        }

        saved = true;
        return content.Length <= JobLimits.LargestCheckpoint ? new Frame(FrameKind.Checkpoint) { Body = content } : CommandError();
    }

    private Frame? CommandError()
    {
        var first = !complained;
        complained = true;
        return !first ? null : new Frame(FrameKind.Warning).Add(FrameField.Message, string.Create(
            CultureInfo.InvariantCulture,
            $"its checkpoint is larger than {JobLimits.LargestCheckpoint} bytes, so the one before counts: save large data elsewhere, and in the checkpoint where it is"));
    }
}
