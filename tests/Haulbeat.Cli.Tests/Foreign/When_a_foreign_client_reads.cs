using System.Text.Json;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

public sealed class When_a_foreign_client_reads
{
    [Fact]
    public async Task What_was_sent_stands_in_the_message_as_everyone_knows_it()
    {
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        var sent = await HaulbeatProgram.SucceedAsync(
            "send", queue, "a film", "--broker", broker.ToString(), "--id", "film-7", "--header", "pass=second", "--content-type", "text/x-film");

        var message = JsonDocument.Parse((await ForeignClient.PythonAsync("receive.py", [broker.ToString(), queue])).Text).RootElement;

        sent.Text.Should().Be("film-7");
        message.GetProperty("id").GetString().Should().Be("film-7");
        Convert.FromHexString(message.GetProperty("body").GetString()!).Should().Equal("a film"u8.ToArray());
        message.GetProperty("contentType").GetString().Should().Be("text/x-film");
        message.GetProperty("headers").GetProperty("pass").GetString().Should().Be("second");
        message.GetProperty("deliveryMode").GetInt32().Should().Be(2, "a job survives the broker's restart");
    }

    [Fact]
    public async Task A_job_without_an_id_was_given_the_one_that_was_printed()
    {
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        var sent = await HaulbeatProgram.SucceedAsync("send", queue, "x", "--broker", broker.ToString());

        var message = JsonDocument.Parse((await ForeignClient.PythonAsync("receive.py", [broker.ToString(), queue])).Text).RootElement;

        sent.Text.Should().NotBeEmpty();
        message.GetProperty("id").GetString().Should().Be(sent.Text);
    }
}
