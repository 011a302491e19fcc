using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

public sealed class When_the_queue_is_declared_by_others
{
    [Theory]
    [InlineData("tutorial")]
    [InlineData("durable")]
    [InlineData("quorum")]
    [InlineData("priorities")]
    [InlineData("expiring")]
    [InlineData("bounded")]
    [InlineData("lazy")]
    [InlineData("single")]
    [InlineData("auto-delete")]
    public async Task It_is_used_as_it_is(string kind)
    {
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        await ForeignClient.DeclareAsync(broker, queue, kind);
        await ForeignClient.SendAsync("pika", broker, queue, "one"u8.ToArray());
        await HaulbeatProgram.SucceedAsync("send", queue, "two", "--broker", broker.ToString());

        var end = await Work.RunAsync(broker, [queue, "--max-jobs", "2"], "cat");

        end.Count("finished").Should().Be(2);
        await ForeignClient.DeclareAsync(broker, queue, kind);
    }
}
