using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Testing;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class LeastPrivilege : RabbitMQTest
{
    private readonly string user = $"worker-{Guid.NewGuid():N}";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await TestBroker.ControlAsync("eval", $"""
            rabbit_auth_backend_internal:add_user(<<"{user}">>, <<"pw">>, <<"test">>),
            rabbit_auth_backend_internal:set_permissions(<<"{user}">>, <<"/">>, <<"^$">>, <<"^amq.default$">>, <<"^(films-|haulbeat[.]dead[.]films-)">>, <<"test">>).
            """);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await TestBroker.ControlAsync("delete_user", user);
    }

    [Fact]
    public async Task A_user_who_may_declare_nothing_works_with_queues_made_beforehand()
    {
        await using (await Transport.OpenReceiverAsync(Options(null), Deadline))
        {
            await SendAsync();
        }

        foreach (var declare in new[] { QueueDeclaration.Never, QueueDeclaration.Quorum })
        {
            await using var receiver = await ReceiveAtAsync(Address, declare: declare);
            var delivery = await receiver.ReceiveAsync(default, Deadline);
            (await delivery.SettleAsync(Death("exited with code 1", exitCode: 1), Deadline)).Should().BeTrue();
            await SendAsync();
        }
    }

    [Fact]
    public async Task Without_a_dead_letter_queue_it_does_not_begin_and_says_what_it_takes()
    {
        await SendAsync();
        var receive = () => ReceiveAtAsync(Address);
        var refusal = (await receive.Should().ThrowAsync<TransportException>()).Which;
        refusal.Error.Should().Be(TransportError.NotPermitted);
        refusal.Message.Should().Contain($"configure on '{QueueName.Dead(Queue)}'").And.Contain(user).And.Contain("made beforehand");
    }

    [Fact]
    public async Task A_queue_that_may_not_be_read_is_refused_by_name()
    {
        var secret = $"secret-{Guid.NewGuid():N}";
        await using (await Transport.OpenReceiverAsync(Options(null, secret), Deadline))
        {
            var receive = () => ReceiveAtAsync(Address, declare: QueueDeclaration.Never, queues: secret);
            var refusal = (await receive.Should().ThrowAsync<TransportException>()).Which;
            refusal.Error.Should().Be(TransportError.NotPermitted);
            refusal.Message.Should().Contain($"read on '{secret}'");
        }

        var channel = await ForeignChannelAsync();
        await channel.QueueDeleteAsync(secret, cancellationToken: Deadline);
        await channel.QueueDeleteAsync(QueueName.Dead(secret), cancellationToken: Deadline);
    }

    private string Address => new UriBuilder(RabbitMQFixture.Broker) { UserName = user, Password = "pw", Query = "heartbeat=2" }.ToString();
}
