using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Tests.Lab;

public sealed class SummarizingCells
{
    private static readonly LabConnectionFate Kept = new(true, null);

    [Theory]
    [InlineData(false, 1, 1, 1, 20, "Done once; the connection was kept.")]
    [InlineData(false, 2, 2, 2, 40, "Done twice; 2 runs at the same time; 40 s of work where 20 s were needed; the connection was kept.")]
    [InlineData(true, 3, 0, 1, 20, "Never done: 3 runs started, none completed, and the broker still has the message; the connection was kept.")]
    [InlineData(false, 1, 0, 1, 8, "The message is lost: one run started and none completed; the connection was kept.")]
    public void The_sentence_follows_from_the_figures(bool left, int started, int ended, int atOnce, double worked, string sentence) =>
        Summary.Of(new Observation(left, DeadLettered: false, started, ended, atOnce, worked, 20, null), Kept, null).Should().Be(sentence);

    [Theory]
    [InlineData("broker", "the broker closed the connection after 6.1 s")]
    [InlineData("client", "the client gave up the connection after 6.1 s")]
    public void It_says_who_ended_a_connection(string by, string said) =>
        Summary.Of(new Observation(false, false, 1, 1, 1, 20, 20, Noticed: false), new LabConnectionFate(false, 6.12), new LabConnection(0, 6.12, by, false))
            .Should().Be($"Done once; {said}; the broker did not notice that the worker was gone.");
}
