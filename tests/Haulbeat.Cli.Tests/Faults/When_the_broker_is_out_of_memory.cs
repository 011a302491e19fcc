namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
[Collection(BrokerToBreak.Name)]
public sealed class When_the_broker_is_out_of_memory(BrokerToBreak toBreak)
{
    private const int Jobs = 3;
    private static readonly TimeSpan Duration = Lease.Short + TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Jobs_go_on_for_longer_than_their_lease()
    {
        await using var scenario = new Scenario("memory alarm, longer than the lease", await BrokerVenue.OfAsync(toBreak.Broker), Lease.Short);
        await scenario.SendAsync(Jobs);
        var worker = scenario.Work("worker");
        await worker.ClaimsAsync(Jobs);

        await toBreak.Broker.ControlAsync("set_vm_memory_high_watermark", "0.00001");
        await Task.Delay(Duration, TimeProvider.System, TestContext.Current.CancellationToken);
        await toBreak.Broker.ControlAsync("set_vm_memory_high_watermark", "0.4");

        await worker.TellsAsync("renewed", worker.Count("renewed") + Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
