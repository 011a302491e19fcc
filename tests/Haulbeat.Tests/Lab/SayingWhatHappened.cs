using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Tests.Lab;

public sealed class SayingWhatHappened
{
    private static readonly LabConnectionFate Kept = new(true, null);

    [Theory]
    [InlineData(false, 1, 1, 1, 20, "Done once; the connection was kept.")]
    [InlineData(false, 2, 2, 2, 40, "Done twice; 2 runs at the same moment; 40 s worked where 20 s were needed; the connection was kept.")]
    [InlineData(true, 3, 0, 1, 20, "Never done: 3 runs began, none came to its end, and the broker has the message still; the connection was kept.")]
    [InlineData(false, 1, 0, 1, 8, "The message is lost: one run began and none came to its end; the connection was kept.")]
    public void The_sentence_is_made_of_the_figures(bool left, int started, int ended, int atOnce, double worked, string sentence) =>
        Sentences.Of(new Observation(left, Buried: false, started, ended, atOnce, worked, 20, null), Kept, null).Should().Be(sentence);

    [Theory]
    [InlineData("broker", "the broker closed the connection after 6.1 s")]
    [InlineData("client", "the client gave the connection up after 6.1 s")]
    public void Who_ended_a_connection_is_said(string by, string said) =>
        Sentences.Of(new Observation(false, false, 1, 1, 1, 20, 20, Noticed: false), new LabConnectionFate(false, 6.12), new LabConnection(0, 6.12, by, false))
            .Should().Be($"Done once; {said}; the broker did not notice that the worker was gone.");
}
