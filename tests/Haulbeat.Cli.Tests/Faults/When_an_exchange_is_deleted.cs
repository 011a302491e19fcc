using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Testing;
using RabbitMQ.Client;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
[Collection(BrokerToBreak.Name)]
public sealed class When_an_exchange_is_deleted(BrokerToBreak toBreak)
{
    private const int Jobs = 3;
    private const string Exchange = "haulbeat.requeue";

    // Workers look once a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task It_is_made_again_and_jobs_go_on()
    {
        await using var scenario = new Scenario("exchange haulbeat.requeue deleted", await BrokerVenue.OfAsync(toBreak.Broker), Lease.Long);
        await scenario.SendAsync(Jobs);
        var worker = scenario.Work("worker");
        await worker.LeasesAsync(Jobs);

        await AskAsync(channel => channel.ExchangeDeleteAsync(Exchange, cancellationToken: TestContext.Current.CancellationToken));

        await Eventually.BecomesAsync(() => Task.FromResult(Tells(worker)), Patience, worker.Printed);
        await AskAsync(channel => channel.ExchangeDeclarePassiveAsync(Exchange, TestContext.Current.CancellationToken));
        await scenario.ConcludeAsync(startedOnce: true);
    }

    private static bool Tells(FaultWorker worker) => worker.Printed().Contains("Somebody deleted the exchange", StringComparison.Ordinal);

    private async Task AskAsync(Func<IChannel, Task> ask)
    {
        await using var connection = await new ConnectionFactory { Uri = toBreak.Broker.Address }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await ask(channel);
    }
}
