using Haulbeat.Testing;
using RabbitMQ.Client;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_a_job_is_duplicated
{
    private const int Jobs = 2;
    private const int Duplicates = 3;

    [Fact]
    public async Task It_runs_once_on_two_workers_and_not_again_when_it_has_ended()
    {
        var broker = TestBroker.Require();
        await using var scenario = new Scenario("two workers, each job's message three times, and once more after its end", await BrokerVenue.SharedAsync(), Lease.Short) { Note = "after a host was gone" };
        await scenario.SendAsync(Jobs);
        var gone = scenario.Work("gone");
        await gone.LeasesAsync(Jobs);
        await scenario.Ledger.StartedAsync(Jobs);
        await gone.KillHostAsync();

        await using var client = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await client.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        var requeued = new RequeuedJobs(channel, "haulbeat.requeued." + scenario.Queue);
        await requeued.TakeAsync(Jobs);
        await requeued.PutBackAsync(Duplicates);

        var one = scenario.Work("one");
        var two = scenario.Work("two");
        await scenario.Ledger.StartedAsync(2 * Jobs);
        scenario.Ledger.OpenGate();
        await scenario.EndAsync();
        await requeued.PutBackAsync(1);

        await scenario.ConcludeAsync(startedOnce: false);
        scenario.Ledger.All(LedgerEntry.Start).Should().HaveCount(2 * Jobs, "each ran on the host that is gone, and once more");
    }
}
