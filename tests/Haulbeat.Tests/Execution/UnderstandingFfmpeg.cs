using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Execution;

public sealed class UnderstandingFfmpeg
{
    private const string Report = "frame=600\nfps=120.1\nstream_0_0_q=28.0\nout_time_us=20000000\nout_time=00:00:20.000000\nspeed=4.01x\nprogress=continue\n";
    private readonly List<string> others = [];
    private readonly FfmpegProgress progress;

    public UnderstandingFfmpeg() => progress = new FfmpegProgress(others.Add);

    [Fact]
    public void The_length_comes_from_stderr_and_the_position_from_stdout()
    {
        Errors("Input #0, matroska, from 'a.mkv':\n  Duration: 00:01:00.00, start: 0.000000, bitrate: 254 kb/s\n");
        Output(Report);

        progress.Newest!.Value.Fraction.Should().BeApproximately(1.0 / 3, 0.001);
        progress.Newest!.Value.Message.Should().Be("00:00:20/00:01:00 4.01x");
        others.Should().BeEmpty();
    }

    [Fact]
    public void However_the_bytes_are_cut()
    {
        Errors("  Duration: 00:00:40.00, start");
        Errors(": 0\n");
        foreach (var letter in Report)
        {
            Output(letter.ToString());
        }

        progress.Newest!.Value.Fraction.Should().Be(0.5);
    }

    [Fact]
    public void Without_a_length_there_is_no_fraction_until_the_end()
    {
        Errors("  Duration: N/A, bitrate: N/A\n");
        Output(Report);
        progress.Newest.Should().Be(new Progress(null, "00:00:20 4.01x"));

        Output("progress=end\n");
        progress.Newest!.Value.Fraction.Should().Be(1);
    }

    [Fact]
    public void What_is_no_report_is_the_jobs_own_output()
    {
        Output("hello\nspeed=N/A\n");

        others.Should().Equal("hello\n");
    }

    private void Output(string text) => progress.FeedOutput(Encoding.UTF8.GetBytes(text));

    private void Errors(string text) => progress.FeedErrors(Encoding.UTF8.GetBytes(text));
}
