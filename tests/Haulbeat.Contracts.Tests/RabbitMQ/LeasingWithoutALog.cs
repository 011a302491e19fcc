using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class LeasingWithoutALog : LeaseTest
{
    private readonly string virtualHost = $"without-log-{Guid.NewGuid():N}";

    private Uri There => new UriBuilder(RabbitMQFixture.Broker) { Path = virtualHost }.Uri;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await TestBroker.ControlAsync("add_vhost", virtualHost);
        await TestBroker.ControlAsync("set_permissions", "-p", virtualHost, "guest", ".*", ".*", ".*");
        await using var connection = await new ConnectionFactory { Uri = There }.CreateConnectionAsync(Deadline);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Deadline);
        await channel.QueueDeclareAsync(EventLogStream.Default.Name, durable: true, exclusive: false, autoDelete: false, cancellationToken: Deadline);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await TestBroker.ControlAsync("delete_vhost", virtualHost);
    }

    [Fact]
    public async Task It_is_told_of_when_the_job_is_safe_and_not_a_renewal_later()
    {
        await using var sender = await RabbitMQFixture.ConnectAsync(There.ToString(), Deadline);
        await sender.Sender.SendAsync(NewJob(), QueueDeclaration.Classic, Deadline);
        var receiver = await OpenReceiverAsync(Worker(), There.ToString());
        var delivery = await receiver.ReceiveAsync(default, Deadline);

        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        delivery.Term.IsLeased.Should().BeTrue();
        Reporter.Count<WorkerEvent.Leased>().Should().Be(1);
        Reporter.Count<WorkerEvent.Renewed>().Should().Be(0);
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        Reporter.Warnings.Should().ContainSingle().Which.Should().Contain("There is no event log");
    }
}
