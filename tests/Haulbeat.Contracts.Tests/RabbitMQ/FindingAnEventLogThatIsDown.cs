using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.Posix;
using Haulbeat.Testing;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

[Trait("Broker", "Each")]
public sealed class FindingAnEventLogThatIsDown : IAsyncLifetime
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(2));
    private OwnBroker broker = null!;

    private CancellationToken Deadline => deadline.Token;

    public async ValueTask InitializeAsync() => broker = await OwnBroker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await (broker?.DisposeAsync() ?? default);
        deadline.Dispose();
    }

    [Fact]
    public async Task The_doctor_says_so_and_what_was_pasted_brings_a_new_one()
    {
        // A stream whose broker is killed in its first second stays down for good: no time for a script.
        await DeclareAsync(() => Libc.kill(broker.Pid, Libc.SignalKill).Should().Be(0));
        await broker.RestartAsync();

        var check = await ExamineAsync();
        check.Verdict.Should().Be(CheckVerdict.Bad);
        check.Message.Should().Contain("is down").And.Contain("costs the history");

        await PastedCommands.RunAsync(check.Commands, broker.Controller);
        await DeclareAsync();
        (await ExamineAsync()).Should().BeEquivalentTo(new { Verdict = CheckVerdict.Good, Commands = Array.Empty<string>() });
    }

    private async Task DeclareAsync(Action? then = null)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Address }.CreateConnectionAsync(Deadline);
        (await EventLogStream.Default.EnsureAsync(connection, BrokerAddress.Parse(broker.Address.ToString()), QueueDeclaration.Quorum, Deadline)).Should().BeNull();
        then?.Invoke();
    }

    private async Task<Check> ExamineAsync()
    {
        await using var transport = await RabbitMQFixture.ConnectAsync(broker.Address.ToString(), Deadline);
        return await transport.Diagnostics.ExamineAsync(null, Deadline).FirstAsync(check => check.Name == "event log", Deadline);
    }
}
