using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_the_ack_timeout_strikes
{
    private const int Jobs = 2;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(200);

    [Fact]
    public async Task Jobs_that_are_longer_go_on()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder.File("conf"), "consumer_timeout = 20000\n", TestContext.Current.CancellationToken);
        await using var broker = await OwnBroker.StartAsync(folder.File("conf"));
        await Task.WhenAll(
            MeetAsync(broker, "0s", "ack timeout 20 s, jobs of 110 s"),
            MeetAsync(broker, "5s", "ack timeout 20 s, jobs of 110 s, leased after 5 s"));
    }

    private static async Task MeetAsync(OwnBroker broker, string leaseAfter, string fault)
    {
        await using var scenario = new Scenario(fault, await BrokerVenue.OfAsync(broker), Lease);
        await scenario.SendAsync(Jobs, "110");
        var worker = scenario.Work("worker", "--lease-after", leaseAfter);
        await Eventually.BecomesAsync(() => Task.FromResult(scenario.Ledger.All(LedgerEntry.End).Count >= Jobs), Patience, worker.Printed);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
