using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Testing;
using RabbitMQ.Client;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A client that is not Haulbeat, and takes and puts messages where it should not.</summary>
internal sealed class RequeuedJobs(IChannel channel, string queue)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<BasicGetResult> taken = [];

    /// <summary>Waits for that many, and takes them for good.</summary>
    public Task TakeAsync(int count) => Eventually.BecomesAsync(() => TakeOneOfAsync(count), Patience, () => $"{count} messages are to be in {queue}, but {taken.Count}");

    /// <summary>Puts each of them there again, as often as that.</summary>
    public async Task PutBackAsync(int times)
    {
        foreach (var message in Enumerable.Repeat(taken, times).SelectMany(all => all))
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties), message.Body);
        }
    }

    private async Task<bool> TakeOneOfAsync(int count)
    {
        if (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            taken.Add(message);
        }

        return taken.Count == count;
    }
}
