using System.Security.Cryptography;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

public sealed class When_a_foreign_client_sends
{
    private static readonly byte[][] Bodies =
    [
        [],
        "plain"u8.ToArray(),
        "{\"json\": true}\n"u8.ToArray(),
        [0],
        [0xFF, 0xFE, 0xE9, 0x00, 0x80],
        [.. Enumerable.Range(0, 256).Select(number => (byte)number)],
        RandomNumberGenerator.GetBytes(1 << 20),
    ];

    [Theory]
    [InlineData("pika")]
    [InlineData("amqp-publish")]
    [InlineData("node")]
    public async Task Each_body_reaches_its_job_byte_for_byte(string client)
    {
        using var folder = new TemporaryDirectory();
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        await ForeignClient.DeclareAsync(broker, queue, "durable");
        foreach (var body in Bodies)
        {
            await ForeignClient.SendAsync(client, broker, queue, body);
        }

        var sums = folder.File("sums");
        var end = await Work.RunAsync(broker, [queue, "--until-empty"], "sh", "-c", $"sha256sum | cut -c1-64 >> {sums}");

        end.Count("finished").Should().Be(Bodies.Length);
        end.Jobs("finished").Should().OnlyHaveUniqueItems("a message without an id is given one of its own");
        (await File.ReadAllLinesAsync(sums, TestContext.Current.CancellationToken))
            .Should().BeEquivalentTo(Bodies.Select(body => Convert.ToHexStringLower(SHA256.HashData(body))));
    }

    [Theory]
    [InlineData("pika")]
    [InlineData("amqp-publish")]
    [InlineData("node")]
    public async Task Any_content_type_is_taken(string client)
    {
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        await ForeignClient.DeclareAsync(broker, queue, "tutorial");
        foreach (var type in (string[])["text/plain", "video/x-matroska", "application/vnd.nobody+json; charset=klingon", "nonsense"])
        {
            await ForeignClient.SendAsync(client, broker, queue, "x"u8.ToArray(), type);
        }

        var end = await Work.RunAsync(broker, [queue, "--until-empty"], "cat");

        end.Count("finished").Should().Be(4);
    }

    [Fact]
    public async Task Legal_messages_that_nobody_expects_lose_nothing_and_stop_nothing()
    {
        using var folder = new TemporaryDirectory();
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        await ForeignClient.DeclareAsync(broker, queue, "durable");
        var sent = int.Parse((await ForeignClient.PythonAsync("send_odd.py", [broker.ToString(), queue])).Text);

        var seen = folder.File("seen");
        var end = await Work.RunAsync(broker, [queue, "--until-empty"], "/bin/sh", "-c", $"/bin/cat >> {seen}; echo >> {seen}");

        end.Count("finished").Should().Be(sent);
        (await File.ReadAllLinesAsync(seen, TestContext.Current.CancellationToken))
            .Should().BeEquivalentTo(Enumerable.Range(0, sent).Select(number => number.ToString()));
    }
}
