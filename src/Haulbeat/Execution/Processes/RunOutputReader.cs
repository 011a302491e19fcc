using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>Reads from a run's files what the job left: its result and its last output.</summary>
internal static class RunOutputReader
{
    private const int LastOutputLength = FailureDetails.LongestLastOutput;

    /// <summary>Reads the result.</summary>
    /// <returns>Why the result is lost, or null.</returns>
    public static string? ReadResult(RunFiles files, out byte[] result)
    {
        result = [];
        var length = Length(files.Result);
        if (length > JobLimits.LargestResult)
        {
            return $"its result of {length} bytes is larger than {JobLimits.LargestResult} bytes: write it to a file and let the result say where it is";
        }

        try
        {
            result = length > 0 ? File.ReadAllBytes(files.Result) : [];
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"its result cannot be read: {exception.Message}";
        }
    }

    /// <summary>The end of what the job printed.</summary>
    public static string ReadLastOutput(RunFiles files)
    {
        var tail = Tail(files.Log, LastOutputLength);
        var before = tail.Length < LastOutputLength ? Tail(files.OlderLog, LastOutputLength - tail.Length) : [];
        return ToLastOutput([.. before, .. tail]);
    }

    /// <summary>Output as text within the limit. It may be cut in the middle of a character, or be no text at all: what is not UTF-8 becomes U+FFFD.</summary>
    public static string ToLastOutput(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).Replace("\0", "\uFFFD", StringComparison.Ordinal);
        while (Encoding.UTF8.GetByteCount(text) > LastOutputLength)
        {
            text = text[(text.Length / 8)..];
        }

        return text;
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

    private static long Length(string path)
    {
        // A link may lead anywhere, to /dev/zero for example. The job protocol asks for a file.
        var file = new FileInfo(path);
        return file.Exists && file.LinkTarget is null ? file.Length : 0;
    }
}
