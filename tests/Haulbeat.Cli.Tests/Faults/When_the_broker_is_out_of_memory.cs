using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
[Collection(BrokerToBreak.Name)]
public sealed class When_the_broker_is_out_of_memory(BrokerToBreak toBreak)
{
    private const int Jobs = 3;

    [Fact]
    public Task Jobs_go_on_for_longer_than_a_renewal() =>
        MeetAsync("memory alarm, longer than a renewal", Lease.Long, startedOnce: true, CannotRenewAsync);

    [Fact]
    public Task Beyond_their_lease_they_begin_anew() =>
        MeetAsync("memory alarm, longer than the lease", Lease.Short, startedOnce: false, worker => worker.TellsAsync("lease-lost", Jobs));

    private async Task MeetAsync(string fault, TimeSpan lease, bool startedOnce, Func<FaultWorker, Task> untilAsync)
    {
        await using var scenario = new Scenario(fault, await BrokerVenue.OfAsync(toBreak.Broker), lease) { Note = startedOnce ? "" : "begin anew" };
        await scenario.SendAsync(Jobs);
        var worker = scenario.Work("worker");
        await worker.LeasesAsync(Jobs);

        await toBreak.Broker.ControlAsync("set_vm_memory_high_watermark", "0.00001");
        await untilAsync(worker);
        await toBreak.Broker.ControlAsync("set_vm_memory_high_watermark", "0.4");

        await worker.TellsAsync("renewed", worker.Count("renewed") + Jobs);
        await scenario.ConcludeAsync(startedOnce);
    }

    private static Task CannotRenewAsync(FaultWorker worker) => Eventually.BecomesAsync(
        () => Task.FromResult(worker.Printed().Contains("leases of the jobs that run cannot be renewed", StringComparison.Ordinal)),
        Lease.Long,
        worker.Printed);
}
