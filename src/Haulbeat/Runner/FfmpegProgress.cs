using System.Globalization;
using Haulbeat.Jobs;

namespace Haulbeat.Runner;

/// <summary>Reads the progress of <c>ffmpeg -progress pipe:1</c> from stdout, and the input's length from stderr.</summary>
internal sealed class FfmpegProgress
{
    // The keys of ffmpeg's progress report (fftools/ffmpeg.c, print_report). Numbers follow stream_.
    private static readonly string[] Keys =
    [
        "frame=", "fps=", "stream_", "bitrate=", "total_size=", "out_time_us=", "out_time_ms=", "out_time=", "dup_frames=",
        "drop_frames=", "speed=", "progress=",
    ];

    private readonly LineSplitter output;
    private readonly LineSplitter errors;
    private readonly Action<string> otherOutput;
    private TimeSpan length;
    private TimeSpan position;
    private string? speed;

    /// <param name="otherOutput">Gets the lines of stdout that are no progress report.</param>
    public FfmpegProgress(Action<string> otherOutput)
    {
        this.otherOutput = otherOutput;
        output = new LineSplitter(ReadOutput);
        errors = new LineSplitter(ReadError);
    }

    /// <summary>The newest progress, or null before the first report.</summary>
    public Progress? Newest { get; private set; }

    public void FeedOutput(ReadOnlySpan<byte> bytes) => output.Feed(bytes);

    public void FeedErrors(ReadOnlySpan<byte> bytes) => errors.Feed(bytes);

    private void ReadOutput(string line)
    {
        if (!Array.Exists(Keys, key => line.StartsWith(key, StringComparison.Ordinal)))
        {
            otherOutput(line + "\n");
        }
        else if (Value(line, "out_time_us=") is { } time && long.TryParse(time, CultureInfo.InvariantCulture, out var microseconds))
        {
            position = TimeSpan.FromMicroseconds(microseconds);
        }
        else if (Value(line, "speed=") is { } rate)
        {
            speed = rate.Trim();
        }
        else if (Value(line, "progress=") is { } state)
        {
            Newest = new Progress(Fraction(state), Describe());
        }
    }

    // "  Duration: 00:01:00.02, start: 0.000000, bitrate: 254 kb/s". The longest of several inputs counts.
    private void ReadError(string line)
    {
        const string Mark = "Duration: ";
        var start = line.IndexOf(Mark, StringComparison.Ordinal);
        if (start < 0)
        {
            return;
        }

        var text = line.AsSpan(start + Mark.Length);
        var end = text.IndexOf(',');
        if (TimeSpan.TryParse(end < 0 ? text : text[..end], CultureInfo.InvariantCulture, out var found) && found > length)
        {
            length = found;
        }
    }

    private double? Fraction(string state) =>
        state == "end" ? 1 : length > TimeSpan.Zero ? Math.Clamp(position / length, 0, 1) : null;

    private string Describe()
    {
        var text = position.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
        text += length > TimeSpan.Zero ? length.ToString(@"\/hh\:mm\:ss", CultureInfo.InvariantCulture) : "";
        return speed is null or "N/A" ? text : $"{text} {speed}";
    }

    private static string? Value(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal) ? line[key.Length..] : null;
}
