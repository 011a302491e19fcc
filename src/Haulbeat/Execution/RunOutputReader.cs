using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution;

/// <summary>Reads what a run left behind on disk.</summary>
internal static class RunOutputReader
{
    private const int LastOutputLength = 4096;

    /// <summary>What goes into the settlement of a run with this outcome: of what succeeded the result, of all else the last output.</summary>
    public static RunOutput Read(EndedRun run, Outcome outcome, string worker, DateTimeOffset at)
    {
        if (outcome is not Outcome.Succeeded)
        {
            return new RunOutput(default, LastOutput(run), worker, at);
        }

        var problem = ReadResult(run.Files.Result, out var result);
        return new RunOutput(result, problem is null ? "" : LastOutput(run), worker, at) { ResultProblem = problem };
    }

    public static string? ReadResult(string path, out byte[] result)
    {
        result = [];
        var length = Length(path);
        if (length > JobLimits.LargestResult)
        {
            return $"its result of {length} bytes is larger than {JobLimits.LargestResult} bytes: write it to a file and let the result say where it is";
        }

        try
        {
            result = length > 0 ? File.ReadAllBytes(path) : [];
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"its result cannot be read: {exception.Message}";
        }
    }

    private static string LastOutput(EndedRun run) =>
        run.HeldOutput.IsEmpty ? LastOutput(run.Files) : ValidText(run.HeldOutput.ToArray());

    private static string LastOutput(RunFiles files)
    {
        var tail = Tail(files.Log, LastOutputLength);
        var before = tail.Length < LastOutputLength ? Tail(files.OlderLog, LastOutputLength - tail.Length) : [];
        return ValidText([.. before, .. tail]);
    }

    private static byte[] Tail(string path, int count)
    {
        if (Length(path) is not > 0)
        {
            return [];
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            file.Position = Math.Max(0, file.Length - count);
            var tail = new byte[Math.Min(count, file.Length)];
            return tail[..file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Cut in the middle of a character, or no text at all: what is not UTF-8 becomes U+FFFD, and the whole stays within the limit.
    private static string ValidText(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).Replace("\0", "\uFFFD", StringComparison.Ordinal);
        while (Encoding.UTF8.GetByteCount(text) > LastOutputLength)
        {
            text = text[(text.Length / 8)..];
        }

        return text;
    }

    private static long Length(string path)
    {
        // A link may lead anywhere, to /dev/zero say; the job protocol asks for a file.
        var file = new FileInfo(path);
        return file.Exists && file.LinkTarget is null ? file.Length : 0;
    }
}
