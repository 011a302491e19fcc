using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

public sealed class When_a_foreign_client_calls
{
    [Fact]
    public async Task The_answer_is_the_result_under_its_correlation_id()
    {
        var broker = TestBroker.Require();
        var queue = TestQueue.NewName();
        await ForeignClient.DeclareAsync(broker, queue, "tutorial");

        var work = Work.RunAsync(broker, [queue, "--max-jobs", "1"], "sh", "-c", "printf '%s squared' $(cat) > $HAULBEAT_RESULT");
        var answer = await ForeignClient.PythonAsync("call.py", [broker.ToString(), queue, "12"]);

        answer.Text.Should().Be("12 squared");
        (await work).Count("finished").Should().Be(1);
    }
}
