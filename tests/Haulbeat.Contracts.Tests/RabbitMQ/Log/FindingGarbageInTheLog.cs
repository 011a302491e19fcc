using System.Text;
using Haulbeat.RabbitMQ.EventLog;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ.Log;

public sealed class FindingGarbageInTheLog : LogTest
{
    [Fact]
    public async Task What_strangers_put_there_is_passed_over()
    {
        var (log, key) = (await OpenAsync(), NewKey());
        await log.AppendAsync(Record(key, First("one")), Deadline);
        var channel = await ForeignChannelAsync();
        var good = Encoding.UTF8.GetString(LogText.Write(Record(key, First("one"))));
        var bodies = new[]
        {
            "", "nonsense", "{}", "[1]", "null", "{\"leased\":1}", "{\"v\":1,\"key\":\"zz\",\"ended\":{\"run\":0,\"copy\":1,\"owner\":\"one\"}}",
            good[..^20], good.Replace("\"copy\":1", "\"copy\":-5"), good.Replace("\"v\":1", "\"v\":9"), "{\"ended\":" + new string('[', 100_000), new string('x', 300_000),
        };
        foreach (var body in bodies)
        {
            await channel.BasicPublishAsync("", Stream.Name, mandatory: true, new BasicProperties { Type = "haulbeat-mark", MessageId = body.Length > 0 ? null : "x" }, Encoding.UTF8.GetBytes(body), Deadline);
            await channel.BasicPublishAsync("", Stream.Name, mandatory: true, new BasicProperties { Headers = new Dictionary<string, object?> { ["x-stream-offset"] = "mine" } }, Encoding.UTF8.GetBytes(body), Deadline);
        }

        foreach (var reader in new[] { log, await OpenAsync() })
        {
            var facts = await reader.ReadAsync(key, Deadline);
            (facts.Newest.Owner, facts.HasEnded).Should().Be(("one", false));
        }

        (await log.FindJobAsync(key.ToString(), Deadline))!.State.Should().Be("running");
    }
}
