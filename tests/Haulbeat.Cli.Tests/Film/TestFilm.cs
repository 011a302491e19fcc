using System.Globalization;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Film;

/// <summary>A real film: a minute of moving pictures with sound, made by ffmpeg.</summary>
internal static class TestFilm
{
    public const double Seconds = 60;

    /// <summary>The command that transcodes the film whose path is the message's body.</summary>
    public static string[] Transcode(string output) =>
        ["ffmpeg", "-hide_banner", "-y", "-progress", "pipe:1", "-i", "{body}", "-vf", "scale=320:180", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", output];

    public static Task MakeAsync(string path) => ForeignProgram.SucceedAsync("ffmpeg",
    [
        "-hide_banner", "-loglevel", "error", "-y",
        "-f", "lavfi", "-i", $"testsrc2=size=640x360:rate=25:duration={Seconds}",
        "-f", "lavfi", "-i", $"sine=frequency=440:duration={Seconds}",
        "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path,
    ]);

    /// <summary>A film's length in seconds, as ffprobe sees it.</summary>
    public static async Task<double> MeasureAsync(string path) => double.Parse(
        (await ForeignProgram.SucceedAsync("ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path])).Text,
        CultureInfo.InvariantCulture);
}
