using System.Globalization;
using System.Text;
using Haulbeat.Reporting;
using Haulbeat.Running.Posix;
using Haulbeat.Running.Protocol;

namespace Haulbeat.Running.Runner;

/// <summary>Passes on how far the job is, each change once: to the worker, and to disk for <c>status</c>.</summary>
internal sealed class ProgressReport(RunFiles files, JobOutput output, WorkerLink link) : IDisposable
{
    private readonly ProgressFile file = new(files.Progress);
    private Progress? told;

    public void Send()
    {
        if ((file.ReadNewest() ?? output.Progress) is not { } newest || newest == told)
        {
            return;
        }

        told = newest;
        link.TrySend(new Frame(FrameKind.Progress)
            .Add(FrameField.Fraction, newest.Fraction?.ToString("R", CultureInfo.InvariantCulture))
            .Add(FrameField.Message, newest.Message));
        _ = Descriptor.Replace(files.Newest, Encoding.UTF8.GetBytes(Line(newest)), durable: false);
    }

    public void Dispose() => file.Dispose();

    // The same form as the job's own, so that one parser reads both.
    private static string Line(Progress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{progress.Fraction} {progress.Message}\n").TrimStart(' ');
}
