using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>Faults of the network that a worker has to notice by itself, and that are over before the lease is.</summary>
internal static class NetworkFault
{
    private const int Jobs = 3;

    /// <summary>Leased jobs meet the fault, the worker notices, the network is well again, and the jobs have gone on.</summary>
    public static async Task MeetAsync(string fault, Action<TcpProxy> harm)
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        await using var scenario = new Scenario(fault, broker, Lease.Long);
        await scenario.SendAsync(Jobs);
        var worker = scenario.WorkAt(proxy.Address(BrokerVenue.Heartbeat), "worker");
        await worker.LeasesAsync(Jobs);

        harm(proxy);

        await worker.TellsAsync("connection-lost");
        proxy.Resume();
        await worker.TellsAsync("reconnected");
        await worker.TellsAsync("renewed", worker.Count("renewed") + Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
