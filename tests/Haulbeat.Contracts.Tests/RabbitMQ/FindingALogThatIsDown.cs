using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Log;
using Haulbeat.Receiving;
using Haulbeat.Running.Posix;
using Haulbeat.Testing;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

[Trait("Broker", "Each")]
public sealed class FindingALogThatIsDown : IAsyncLifetime
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

        var finding = await ExamineAsync();
        finding.Verdict.Should().Be(FindingVerdict.Bad);
        finding.Message.Should().Contain("is down").And.Contain("costs the history");

        await PastedCommands.RunAsync(finding.Commands, broker.Controller);
        await DeclareAsync();
        (await ExamineAsync()).Should().BeEquivalentTo(new { Verdict = FindingVerdict.Good, Commands = Array.Empty<string>() });
    }

    private async Task DeclareAsync(Action? then = null)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Address }.CreateConnectionAsync(Deadline);
        (await LogStream.Default.EnsureAsync(connection, BrokerAddress.Parse(broker.Address.ToString()), QueueDeclaration.Quorum, Deadline)).Should().BeNull();
        then?.Invoke();
    }

    private async Task<Finding> ExamineAsync()
    {
        await using var transport = await RabbitMQFixture.ConnectAsync(broker.Address.ToString(), Deadline);
        return await transport.ExamineAsync(null, Deadline).FirstAsync(finding => finding.Check == "log", Deadline);
    }
}
