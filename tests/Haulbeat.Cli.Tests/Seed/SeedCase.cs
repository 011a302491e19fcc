using Haulbeat.Testing;
using System.Text;
using Haulbeat.Cli.Tests.Foreign;

namespace Haulbeat.Cli.Tests.Seed;

/// <summary>The case Haulbeat exists for: a message of the tutorial's producer that takes far longer than the heartbeat.</summary>
internal static class SeedCase
{
    private const string Queue = "demo.hello";

    public static string AddressOf(OwnBroker broker) => broker.Address + "?heartbeat=2";

    public static async Task SendAsync(OwnBroker broker, int seconds)
    {
        await ForeignClient.DeclareAsync(broker.Address, Queue, "tutorial");
        await ForeignClient.SendAsync("pika", broker.Address, Queue, Encoding.ASCII.GetBytes(seconds.ToString()));
    }

    /// <summary>Does the message with Haulbeat and asserts that it was one run, acked, with every heartbeat in time.</summary>
    public static async Task SucceedAsync(OwnBroker broker, params string[] command)
    {
        var end = await Work.RunAsync(AddressOf(broker), [Queue, "--max-jobs", "1"], command);

        end.Count("started").Should().Be(1);
        end.Count("finished").Should().Be(1);
        end.Count("connection-lost").Should().Be(0);
        broker.CountInLog("missed heartbeats").Should().Be(0);
        (await MessagesAsync(broker)).Should().Be(0);
    }

    /// <summary>Does the message inside pika's callback and asserts that the connection and the ack are lost.</summary>
    public static async Task FailInCallbackAsync(OwnBroker broker)
    {
        var end = await ForeignClient.FailingPythonAsync("work_in_callback.py", AddressOf(broker), Queue);

        end.ExitCode.Should().NotBe(0);
        broker.CountInLog("missed heartbeats").Should().Be(1);
        (await MessagesAsync(broker)).Should().Be(1, "the broker hands it out again, forever");
    }

    private static async Task<int> MessagesAsync(OwnBroker broker) =>
        int.Parse((await broker.ControlAsync("list_queues", "--no-table-headers", "name", "messages"))
            .Split('\n').Single(line => line.StartsWith(Queue + "\t", StringComparison.Ordinal)).Split('\t')[1]);
}
