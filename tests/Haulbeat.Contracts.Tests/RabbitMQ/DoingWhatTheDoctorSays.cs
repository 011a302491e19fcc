using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class DoingWhatTheDoctorSays : RabbitMQTest
{
    private readonly string user = $"worker-{Guid.NewGuid():N}";
    private readonly string virtualHost = $"doctor-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
    private readonly PlannedWorker plan = new("it's a film.*", "mill-1", TimeSpan.FromSeconds(30));

    // Each rabbitmqctl starts a virtual machine of its own.
    protected override CancellationToken Deadline => patience.Token;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await TestBroker.ControlAsync("eval", $"""
            rabbit_vhost:add(<<"{virtualHost}">>, <<"test">>),
            rabbit_auth_backend_internal:set_permissions(<<"guest">>, <<"{virtualHost}">>, <<".*">>, <<".*">>, <<".*">>, <<"test">>),
            rabbit_auth_backend_internal:add_user(<<"{user}">>, <<"pw">>, <<"test">>).
            """);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await TestBroker.ControlAsync("eval", $"""
            rabbit_auth_backend_internal:delete_user(<<"{user}">>, <<"test">>),
            rabbit_vhost:delete(<<"{virtualHost}">>, <<"test">>).
            """);
        patience.Dispose();
    }

    [Theory]
    [InlineData("permissions", QueueDeclaration.Quorum)]
    [InlineData("made beforehand", QueueDeclaration.Never)]
    public async Task A_worker_claims_buries_and_takes_up_jobs_with_exactly_what_was_pasted(string check, QueueDeclaration declare)
    {
        await PasteAsync((await ExamineAsync())[check].Commands);
        var receiver = await OpenReceiverAsync(declare);
        var sent = NewJob(queue: plan.Queue);
        await (await OpenAsync("guest", "guest")).Sender.SendAsync(sent, QueueDeclaration.Never, Deadline);

        (await LeasedAsync(receiver)).Job.Should().BeEquivalentTo(new { sent.Id, Run = 0 });
        var again = await LeasedAsync(receiver);
        again.Job.Should().BeEquivalentTo(new { sent.Id, Run = 1, Interruptions = 1 });
        (await again.SettleAsync(Death("exited with code 1", exitCode: 1), Deadline)).Should().BeTrue();

        Reporter.Warnings.Should().BeEmpty();
        (await (await OpenAsync(user, "pw")).Monitor.FindJobAsync(sent.Id, Deadline))!.State.Should().Be("dead");
        (await (await OpenAsync("guest", "guest")).Monitor.FindQueueAsync(plan.Queue, Deadline)).Should().BeEquivalentTo(new { Queued = 0L, Dead = 1L });
    }

    [Fact]
    public async Task What_exists_is_left_as_it_is()
    {
        var beforehand = (await ExamineAsync())["made beforehand"].Commands;
        await (await OpenAsync("guest", "guest")).Sender.SendAsync(NewJob(queue: plan.Queue), QueueDeclaration.Classic, Deadline);

        await PasteAsync(beforehand);
        await PasteAsync(beforehand);

        (await ExamineAsync())["queue kind"].Message.Should().Contain("differs from how Haulbeat would declare it");
        (await (await OpenAsync("guest", "guest")).Monitor.FindQueueAsync(plan.Queue, Deadline)).Should().BeEquivalentTo(new { Queued = 1L, Dead = 0L });
    }

    // The first time it is requeued, as if its worker had gone.
    private async Task<IDelivery> LeasedAsync(IJobReceiver receiver)
    {
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        if (delivery.Job.Run == 0)
        {
            (await delivery.SettleAsync(new Settlement.Requeue(), Deadline)).Should().BeTrue();
        }

        return delivery;
    }

    private async Task<IJobReceiver> OpenReceiverAsync(QueueDeclaration declare)
    {
        var options = Options(plan.Lease, plan.Queue) with { Worker = plan.Name, Declare = declare, Reporter = Reporter };
        var receiver = await (await OpenAsync(user, "pw")).OpenReceiverAsync(options, Deadline);
        Opened(receiver);
        return receiver;
    }

    private async Task<ITransport> OpenAsync(string name, string password)
    {
        var address = new UriBuilder(RabbitMQFixture.Broker) { UserName = name, Password = password, Path = virtualHost };
        var transport = await RabbitMQFixture.ConnectAsync(address.ToString(), Deadline);
        Opened(transport);
        return transport;
    }

    private async Task<Dictionary<string, Check>> ExamineAsync() =>
        await (await OpenAsync("guest", "guest")).Diagnostics.ExamineAsync(plan, Deadline).ToDictionaryAsync(check => check.Name, StringComparer.Ordinal, Deadline);

    private Task PasteAsync(IReadOnlyList<string> commands) =>
        PastedCommands.RunAsync(commands.Select(command => command.Replace(" USER ", $" {user} ", StringComparison.Ordinal)), TestBroker.Controller);
}
