using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Testing;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class DoingWithoutAnEventLog : EventLogTest
{
    private readonly string user = $"worker-{Guid.NewGuid():N}";

    public override async ValueTask InitializeAsync() => await TestBroker.ControlAsync("eval", $"""
        rabbit_auth_backend_internal:add_user(<<"{user}">>, <<"pw">>, <<"test">>),
        rabbit_auth_backend_internal:set_permissions(<<"{user}">>, <<"/">>, <<"^$">>, <<"^amq.default$">>, <<"^log-">>, <<"test">>).
        """);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await TestBroker.ControlAsync("delete_user", user);
    }

    [Fact]
    public async Task Where_nothing_is_to_be_declared_a_missing_log_is_told_of_once_with_what_it_costs()
    {
        var log = NewLog();
        (await log.OpenAsync(QueueDeclaration.Never, Reporter, Deadline)).Should().BeFalse();
        log.IsOpen.Should().BeFalse();
        Reporter.Warnings.Should().ContainSingle().Which.Should().Contain(Stream.Name).And.Contain("status").And.Contain("run again").And.Contain("made beforehand");
    }

    [Fact]
    public async Task Whoever_may_not_declare_uses_a_log_made_beforehand()
    {
        var log = NewLog(Restricted);
        (await log.OpenAsync(QueueDeclaration.Quorum, Reporter, Deadline)).Should().BeFalse();
        Reporter.Warnings.Should().ContainSingle().Which.Should().Contain("configure").And.NotContain("pw");

        await OpenAsync();
        foreach (var declare in new[] { QueueDeclaration.Never, QueueDeclaration.Quorum })
        {
            (await log.OpenAsync(declare, Reporter, Deadline)).Should().BeTrue();
            var key = NewKey();
            await log.AppendAsync(Record(key, First("restricted")), Deadline);
            (await log.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("restricted");
        }
    }

    [Fact]
    public async Task A_stream_with_other_limits_is_used_as_it_is()
    {
        await DeclareAsync(new Dictionary<string, object?> { ["x-queue-type"] = "stream", ["x-max-age"] = "1h" });
        (await OpenAsync()).IsOpen.Should().BeTrue();
    }

    [Theory]
    [InlineData("classic")]
    [InlineData("quorum")]
    public async Task A_queue_of_that_name_that_is_no_stream_is_left_alone(string type)
    {
        await DeclareAsync(new Dictionary<string, object?> { ["x-queue-type"] = type });
        (await NewLog().OpenAsync(QueueDeclaration.Quorum, Reporter, Deadline)).Should().BeFalse();
        Reporter.Warnings.Should().ContainSingle().Which.Should().Contain("x-queue-type");
    }

    [Fact]
    public async Task A_queue_that_is_no_stream_is_not_read_empty()
    {
        await DeclareAsync(new Dictionary<string, object?> { ["x-queue-type"] = "classic" });
        var log = await OpenAsync(QueueDeclaration.Never);
        await log.AppendAsync(Record(NewKey(), First("one")), Deadline);
        var read = () => log.ReadAsync(NewKey(), Deadline);
        (await read.Should().ThrowAsync<TransportException>()).Which.Message.Should().Contain(Stream.Name).And.Contain("classic");
        var channel = await ForeignChannelAsync();
        await EventuallyAsync(async () => await channel.MessageCountAsync(Stream.Name, Deadline) >= 1);
    }

    [Fact]
    public async Task A_log_that_is_deleted_is_made_again_and_all_alike_begin_from_nothing()
    {
        var (log, other, key) = (await OpenAsync(), await OpenAsync(), NewKey());
        await log.AppendAsync(Record(key, First("one")), Deadline);
        (await other.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("one");
        await (await ForeignChannelAsync()).QueueDeleteAsync(Stream.Name, cancellationToken: Deadline);

        (await other.ReadAsync(key, Deadline)).Should().Be(JobOwnership.None);
        await log.AppendAsync(Record(key, First("two")), Deadline);
        (await other.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("two");
    }

    [Fact]
    public async Task A_deleted_log_that_may_not_be_made_again_is_said_to_be_gone()
    {
        await OpenAsync();
        var log = await OpenAsync(QueueDeclaration.Never);
        await (await ForeignChannelAsync()).QueueDeleteAsync(Stream.Name, cancellationToken: Deadline);
        var append = () => log.AppendAsync(Record(NewKey(), First("one")), Deadline);
        (await append.Should().ThrowAsync<TransportException>()).Which.Message.Should().Contain("is gone").And.Contain(Stream.Name);
        var read = () => log.ReadAsync(NewKey(), Deadline);
        await read.Should().ThrowAsync<TransportException>();
        await append.Should().ThrowAsync<TransportException>();
        Reporter.Warnings.Should().ContainSingle().Which.Should().Contain(Stream.Name).And.Contain("takes no entries").And.Contain("haulbeat doctor");
    }

    private Uri Restricted => new UriBuilder(RabbitMQFixture.Broker) { UserName = user, Password = "pw" }.Uri;

    private async Task DeclareAsync(Dictionary<string, object?> arguments) =>
        await (await ForeignChannelAsync()).QueueDeclareAsync(Stream.Name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Deadline);
}
