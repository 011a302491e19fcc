using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_connections_are_cut_again_and_again
{
    private const int Jobs = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Leased_jobs_go_on()
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        await using var scenario = new Scenario("all connections cut every 2 s for a minute", broker, Lease.Long);
        await scenario.SendAsync(Jobs);
        var worker = scenario.WorkAt(proxy.Address(BrokerVenue.Heartbeat), "worker");
        await worker.LeasesAsync(Jobs);

        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Duration)
        {
            proxy.Cut();
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await worker.TellsAsync("renewed", worker.Count("renewed") + Jobs);
        worker.Count("connection-lost").Should().BeGreaterThan(10);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
