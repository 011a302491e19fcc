using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
public sealed class When_all_connections_are_cut
{
    private const int Jobs = 3;

    [Fact]
    public async Task Leased_jobs_go_on()
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        await using var scenario = new Scenario("all connections cut", broker, Lease.Long);
        await scenario.SendAsync(Jobs);
        var worker = scenario.WorkAt(proxy.Address(BrokerVenue.Heartbeat), "worker");
        await worker.LeasesAsync(Jobs);

        proxy.Cut();

        await worker.TellsAsync("reconnected");
        await worker.TellsAsync("renewed", Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }

    [Fact]
    public async Task Jobs_that_are_not_leased_yet_begin_anew()
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        await using var scenario = new Scenario("all connections cut before the jobs were leased", broker, Lease.Long) { Note = "begin anew" };
        await scenario.SendAsync(Jobs);
        scenario.WorkAt(proxy.Address(BrokerVenue.Heartbeat), "worker", "--lease-after", "1h");
        await scenario.Ledger.StartedAsync(Jobs);

        proxy.Cut();

        await scenario.Ledger.StartedAsync(2 * Jobs);
        await scenario.ConcludeAsync(startedOnce: false);
    }
}
