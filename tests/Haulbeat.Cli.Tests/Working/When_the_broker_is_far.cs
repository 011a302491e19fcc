using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_broker_is_far : IDisposable
{
    private static readonly TimeSpan EachWay = TimeSpan.FromMilliseconds(75);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_worker_that_is_to_end_when_the_queue_is_empty_does_its_jobs_first()
    {
        await using var proxy = new TcpProxy(TestBroker.Require());
        var queue = Foreign.TestQueue.NewName();
        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        await home.RunWithAsync("a\nb\n", "send", queue, "--lines", "--declare", "classic");
        proxy.Delay(EachWay);
        home.Environment["HAULBEAT_BROKER"] = proxy.Address();

        var end = await home.RunAsync(["work", queue, "--json", "--until-empty", "--connect-timeout", "60s", "--", "true"]).WaitAsync(Patience, TestContext.Current.CancellationToken);

        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").Should().HaveCount(2);
    }
}
