using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>What the worker tells a runner to run.</summary>
internal static class StartFrame
{
    public static Frame Make(Job job, JobCommand command, string worker, RunFiles files, JobLease term)
    {
        var frame = new Frame(FrameKind.Start) { Body = job.Body }
            .Add(FrameField.Version, ProtocolVersion.Current)
            .Add(FrameField.Job, WithoutNul(job.Id))
            .Add(FrameField.Queue, WithoutNul(job.Queue))
            .Add(FrameField.Run, job.Run)
            .Add(FrameField.Attempt, job.Attempt)
            .Add(FrameField.Interruptions, job.Interruptions)
            .Add(FrameField.ReplyTo, WithoutNul(job.ReplyTo))
            .Add(FrameField.CorrelationId, WithoutNul(job.CorrelationId))
            .Add(FrameField.TraceParent, WithoutNul(job.TraceParent))
            .Add(FrameField.SentAt, job.SentAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))
            .Add(FrameField.Checkpoint, job.Checkpoint.IsEmpty ? null : Convert.ToBase64String(job.Checkpoint.Span))
            .Add(FrameField.Worker, worker)
            .Add(FrameField.Files, files.Stem)
            .Add(FrameField.Program, command.Program)
            .Add(FrameField.ProgressKind, command.UnderstandsFfmpeg ? "ffmpeg" : null)
            .Add(FrameField.LogLimit, command.LogLimit)
            .Add(FrameField.SafeUntil, term.SafeUntil.Nanoseconds)
            .Add(FrameField.SurvivesUntil, term.SurvivesUntil.Nanoseconds);
        foreach (var argument in command.Arguments)
        {
            frame.Add(FrameField.Argument, argument);
        }

        foreach (var (name, value) in JobEnvironment.Of(job, files, command))
        {
            frame.Add(FrameField.Environment, $"{name}={WithoutNul(value)}");
        }

        return frame;
    }

    // Foreign ids and headers may hold anything; a NUL would cut the field, here and in every environment.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? WithoutNul(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);
}
