using System.Text.Json;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

public sealed class When_a_foreign_client_reads_the_dead_letters
{
    [Fact]
    public async Task An_exit_code_stands_there_with_what_was_printed_last()
    {
        var headers = await HeadersOfDeadLetterAsync("echo to stdout; echo to stderr >&2; exit 3");

        headers.Text("haulbeat-outcome").Should().Be("failed");
        headers.Text("haulbeat-reason").Should().Contain("3");
        headers.GetProperty("haulbeat-exit-code").GetInt32().Should().Be(3);
        headers.TryGetProperty("haulbeat-signal", out _).Should().BeFalse();
        headers.Text("haulbeat-last-output").Should().Contain("to stdout").And.Contain("to stderr");
    }

    [Fact]
    public async Task A_signal_stands_there_and_no_exit_code()
    {
        var headers = await HeadersOfDeadLetterAsync("echo before; kill -SEGV $$");

        headers.Text("haulbeat-outcome").Should().Be("crashed");
        headers.GetProperty("haulbeat-signal").GetInt32().Should().Be(11);
        headers.TryGetProperty("haulbeat-exit-code", out _).Should().BeFalse();
        headers.Text("haulbeat-last-output").Should().Contain("before");
    }

    private static async Task<JsonElement> HeadersOfDeadLetterAsync(string script)
    {
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        await ForeignClient.DeclareAsync(broker, queue, "tutorial");
        await ForeignClient.SendAsync("pika", broker, queue, [0xFF, 0x00]);
        (await Work.RunAsync(broker, [queue, "--until-empty"], "sh", "-c", script)).Count("dead").Should().Be(1);

        var letter = JsonDocument.Parse((await ForeignClient.PythonAsync("receive.py", [broker.ToString(), "haulbeat.dead." + queue])).Text).RootElement;

        letter.Text("body").Should().Be("ff00", "it is kept byte for byte");
        return letter.GetProperty("headers");
    }
}
