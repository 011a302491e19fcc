using System.Text;
using Haulbeat.RabbitMQ.EventLog;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class FindingGarbageInTheEventLog : EventLogTest
{
    [Fact]
    public async Task What_strangers_put_there_is_passed_over()
    {
        var (log, key) = (await OpenAsync(), NewKey());
        await log.AppendAsync(Record(key, First("one")), Deadline);
        var channel = await ForeignChannelAsync();
        var good = Encoding.UTF8.GetString(Record(key, First("one")).Write());
        var bodies = new[]
        {
            "", "nonsense", "{}", "[1]", "null", "{\"leased\":1}", "{\"v\":1,\"key\":\"zz\",\"ended\":{\"run\":0,\"sequence\":1,\"owner\":\"one\"}}",
            good[..^20], good.Replace("\"sequence\":1", "\"sequence\":-5"), good.Replace("\"v\":1", "\"v\":9"), "{\"ended\":" + new string('[', 100_000), new string('x', 300_000),
        };
        foreach (var body in bodies)
        {
            await channel.BasicPublishAsync("", Stream.Name, mandatory: true, new BasicProperties { Type = "haulbeat-barrier", MessageId = body.Length > 0 ? null : "x" }, Encoding.UTF8.GetBytes(body), Deadline);
            await channel.BasicPublishAsync("", Stream.Name, mandatory: true, new BasicProperties { Headers = new Dictionary<string, object?> { ["x-stream-offset"] = "mine" } }, Encoding.UTF8.GetBytes(body), Deadline);
        }

        foreach (var reader in new[] { log, await OpenAsync() })
        {
            var facts = await reader.ReadAsync(key, Deadline);
            (facts.Newest.Owner, facts.HasEnded).Should().Be(("one", false));
        }

        (await FindJobAsync(log, key.ToString()))!.State.Should().Be("running");
    }
}
