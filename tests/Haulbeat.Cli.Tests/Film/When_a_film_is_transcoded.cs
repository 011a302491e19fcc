using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Film;

public sealed class When_a_film_is_transcoded : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    private string Source => folder.File("source film.mkv");

    private string Output => folder.File("small.mp4");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_path_sent_by_pika_becomes_a_smaller_film_of_the_same_length()
    {
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        await TestFilm.MakeAsync(Source);
        await ForeignClient.DeclareAsync(broker, queue, "tutorial");
        await ForeignClient.SendAsync("pika", broker, queue, System.Text.Encoding.UTF8.GetBytes(Source));

        await TranscodeAsync(broker.ToString(), queue);
    }

    [Fact]
    public async Task The_embedded_queue_does_the_same_without_a_broker()
    {
        var broker = "file:" + folder.File("haulbeat.db");
        await TestFilm.MakeAsync(Source);
        await HaulbeatProgram.SucceedAsync("send", "films", Source, "--broker", broker);

        await TranscodeAsync(broker, "films");
    }

    private async Task TranscodeAsync(string broker, string queue)
    {
        var end = await Work.RunAsync(broker, [queue, "--max-jobs", "1", "--progress", "ffmpeg"], TestFilm.Transcode(Output));

        end.Count("started").Should().Be(1);
        end.Count("finished").Should().Be(1);
        (await TestFilm.MeasureAsync(Output)).Should().BeApproximately(TestFilm.Seconds, 0.2);
        end.Of("progress").Select(each => each.GetProperty("progress").GetDouble())
            .Should().BeInAscendingOrder().And.Contain(fraction => fraction > 0 && fraction < 1, "the film's length is known while it is read");
    }
}
