using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_a_cluster_loses_its_leader
{
    private const int Jobs = 3;

    [Fact]
    public async Task Jobs_go_on_by_way_of_another_node()
    {
        await using var first = await OwnBroker.StartAsync();
        // A queue's leader is on the node that its maker is connected to.
        await using var leader = await first.StartNodeAsync();
        await using var third = await first.StartNodeAsync();
        await using var balancer = new TcpProxy(leader.Address);
        await using var scenario = new Scenario("cluster of 3: the leaders' node is killed", new BrokerVenue(first.Address, await first.BehaviorAsync()), Lease.Long);
        await scenario.SendAsync(Jobs, by: leader.Address.ToString());
        var worker = scenario.WorkAt(balancer.Address(BrokerVenue.Heartbeat), "worker");
        await worker.LeasesAsync(Jobs);

        await leader.KillAsync();
        balancer.LeadTo(third.Address);

        await worker.TellsAsync("reconnected");
        await worker.TellsAsync("renewed", worker.Count("renewed") + Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
