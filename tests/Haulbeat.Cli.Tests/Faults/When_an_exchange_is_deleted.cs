using Haulbeat.Testing;
using RabbitMQ.Client;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
[Collection(BrokerToBreak.Name)]
public sealed class When_an_exchange_is_deleted(BrokerToBreak toBreak)
{
    private const int Jobs = 3;
    private const string Exchange = "haulbeat.returns";

    // Workers look once a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task It_is_made_again_and_another_worker_takes_over()
    {
        await using var scenario = new Scenario("exchange haulbeat.returns deleted, a minute later the host gone", await BrokerVenue.OfAsync(toBreak.Broker), Lease.Short);
        await scenario.SendAsync(Jobs);
        var gone = scenario.Work("gone");
        await gone.ClaimsAsync(Jobs);
        await scenario.Ledger.StartedAsync(Jobs);
        var other = scenario.Work("other");
        await other.TellsAsync("ready");

        await DeleteAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(Tells(gone) || Tells(other)), Patience, () => gone.Printed() + other.Printed());
        var takeOver = TakeOver.Begin();
        await gone.KillHostAsync();

        scenario.Note = takeOver.Describe(await scenario.Ledger.StartedAsync(2 * Jobs));
        await scenario.ConcludeAsync(startedOnce: false);
    }

    private static bool Tells(FaultWorker worker) => worker.Printed().Contains("Somebody deleted the exchange", StringComparison.Ordinal);

    private async Task DeleteAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = toBreak.Broker.Address }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.ExchangeDeleteAsync(Exchange, cancellationToken: TestContext.Current.CancellationToken);
    }
}
