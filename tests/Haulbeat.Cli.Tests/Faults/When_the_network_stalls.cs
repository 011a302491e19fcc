using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_the_network_stalls
{
    private const int Jobs = 3;

    // At a heartbeat of 60 s a liveness probe lasts 114 s, and the client waits a minute for it (its ContinuationTimeout). Nobody
    // notices the silence before two heartbeats are over; probes succeed as soon as it ends.
    private static readonly TimeSpan LongerThanTheClientWaits = TimeSpan.FromSeconds(95);
    private static readonly TimeSpan UntilTheLastProbeRunsOut = TimeSpan.FromSeconds(25);

    [Fact]
    public Task Jobs_go_on_within_their_lease() => NetworkFault.MeetAsync("the network stalls", proxy => proxy.Stall());

    [Fact]
    public async Task Held_jobs_go_on_though_the_client_has_given_up_waiting_for_answers()
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        await using var scenario = new Scenario("the network stalls, noticed by nobody", broker, Lease.Long);
        await scenario.SendAsync(Jobs);
        var worker = scenario.WorkAt(proxy.Address("heartbeat=60"), "worker", "--lease-after", "10m");
        await worker.TellsAsync("started", Jobs);

        proxy.Stall();
        await LastsAsync(LongerThanTheClientWaits);
        proxy.Resume();
        await LastsAsync(UntilTheLastProbeRunsOut);

        await scenario.ConcludeAsync(startedOnce: true);
    }

    [Fact]
    public async Task Beyond_their_lease_another_worker_takes_over()
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        await using var scenario = new Scenario("the network stalls beyond the lease", broker, Lease.Short);
        await scenario.SendAsync(Jobs);
        var cutOff = scenario.WorkAt(proxy.Address(BrokerVenue.Heartbeat), "cut-off");
        await cutOff.LeasesAsync(Jobs);
        var other = scenario.Work("other");
        await other.TellsAsync("ready");

        var takeOver = TakeOver.Begin();
        proxy.Stall();

        scenario.Note = takeOver.Describe(await scenario.Ledger.StartedAsync(2 * Jobs));
        proxy.Resume();
        await cutOff.TellsAsync("reconnected");
        await scenario.ConcludeAsync(startedOnce: false);
    }

    private static Task LastsAsync(TimeSpan duration) => Task.Delay(duration, TimeProvider.System, TestContext.Current.CancellationToken);
}
