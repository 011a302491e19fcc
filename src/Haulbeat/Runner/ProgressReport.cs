using System.Globalization;
using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>Passes on how far the job is, each change once: to the worker, and to disk for <c>status</c>.</summary>
internal sealed class ProgressReport(RunFiles files, WorkerLink link) : IDisposable
{
    private readonly ProgressFile file = new(files.Progress);
    private Progress? newest;
    private Progress? told;

    /// <param name="printed">The newest progress that the job printed, if it prints any.</param>
    public void Send(Progress? printed)
    {
        var before = newest;
        newest = file.ReadNewest() ?? printed ?? newest;
        if (newest is not { } progress)
        {
            return;
        }

        if (newest != told && link.TrySend(ToFrame(progress)))
        {
            told = newest;
        }

        if (newest != before)
        {
            _ = Descriptor.Replace(files.Newest, Encoding.UTF8.GetBytes(Line(progress)), durable: false);
        }
    }

    /// <summary>Whoever listens from now on has heard nothing yet.</summary>
    public void TellAgain()
    {
        told = null;
        Send(null);
    }

    public void Dispose() => file.Dispose();

    private static Frame ToFrame(Progress progress) => new Frame(FrameKind.Progress)
        .Add(FrameField.Fraction, progress.Fraction?.ToString("R", CultureInfo.InvariantCulture))
        .Add(FrameField.Message, progress.Message);

    // The same form as the job's own, so that one parser reads both.
    private static string Line(Progress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{progress.Fraction} {progress.Message}\n").TrimStart(' ');
}
