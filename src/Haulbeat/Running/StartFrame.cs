using Haulbeat.Custody;
using Haulbeat.Running.Protocol;

namespace Haulbeat.Running;

/// <summary>What the worker tells a runner to run.</summary>
internal static class StartFrame
{
    private const int ProtocolVersion = 1;

    public static Frame Make(Job job, JobCommand command, string worker, RunFiles files, CustodyTerm term)
    {
        var frame = new Frame(FrameKind.Start) { Body = job.Body }
            .Add(FrameField.Version, ProtocolVersion)
            .Add(FrameField.Job, WithoutNul(job.Id))
            .Add(FrameField.Queue, WithoutNul(job.Queue))
            .Add(FrameField.Run, job.Run)
            .Add(FrameField.Attempt, job.Attempt)
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
    private static string WithoutNul(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
