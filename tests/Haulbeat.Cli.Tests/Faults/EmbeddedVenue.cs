using System.Text.Json;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>The embedded queue, in a file of its own.</summary>
internal sealed class EmbeddedVenue(string file) : Venue("embedded", "file:" + file, leasedEvent: "started")
{
    public EmbeddedVenue(TemporaryDirectory folder)
        : this(folder.File("queue.db"))
    {
    }

    public override async Task<int> WaitingAsync(string queue, IEnumerable<string> leaseQueues)
    {
        var state = await StateAsync(queue);
        return state.GetProperty("queued").GetInt32() + state.GetProperty("running").GetInt32();
    }

    public override async Task<int> DeadAsync(string queue) => (await StateAsync(queue)).GetProperty("dead").GetInt32();

    private async Task<JsonElement> StateAsync(string queue) =>
        (await HaulbeatProgram.SucceedAsync("status", "--queue", queue, "--json", "--broker", Address)).Json()[0].GetProperty("queues")[0];
}
