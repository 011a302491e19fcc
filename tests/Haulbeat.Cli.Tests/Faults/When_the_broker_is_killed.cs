namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
[Collection(BrokerToBreak.Name)]
public sealed class When_the_broker_is_killed(BrokerToBreak toBreak)
{
    private const int Jobs = 3;

    [Fact]
    public async Task Jobs_go_on_within_their_lease()
    {
        await using var scenario = new Scenario("broker: kill -9 and restarted within the lease", await BrokerVenue.OfAsync(toBreak.Broker), Lease.Long);
        await scenario.SendAsync(Jobs);
        var worker = scenario.Work("worker");
        await AreLeasedForAWhileAsync(worker);

        await toBreak.Broker.KillAsync();
        await toBreak.Broker.RestartAsync();

        await worker.TellsAsync("reconnected");
        await worker.TellsAsync("renewed", worker.Count("renewed") + Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }

    [Fact]
    public async Task Beyond_their_lease_jobs_begin_anew()
    {
        await using var scenario = new Scenario("broker: kill -9 and restarted beyond the lease", await BrokerVenue.OfAsync(toBreak.Broker), Lease.Short) { Note = "begin anew" };
        await scenario.SendAsync(Jobs);
        var worker = scenario.Work("worker");
        await AreLeasedForAWhileAsync(worker);

        await toBreak.Broker.KillAsync();
        await worker.TellsAsync("lease-lost", Jobs);
        await toBreak.Broker.RestartAsync();

        await scenario.Ledger.StartedAsync(2 * Jobs);
        await scenario.ConcludeAsync(startedOnce: false);
    }

    // Before 4.3 a stream that is not a second old when its broker is killed stays down for good, and a worker's first look makes the log.
    private static Task AreLeasedForAWhileAsync(FaultWorker worker) => worker.TellsAsync("renewed", Jobs);
}
