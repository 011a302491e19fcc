using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Tests.Runner;

public sealed class ReadingProgressLines
{
    [Theory]
    [InlineData("0.42 second pass", 0.42, "second pass")]
    [InlineData("42% second pass", 0.42, "second pass")]
    [InlineData("  1  ", 1.0, null)]
    [InlineData("0", 0.0, null)]
    [InlineData("150% too eager", 1.0, "too eager")]
    [InlineData("just words", null, "just words")]
    [InlineData("-3 below", null, "-3 below")]
    [InlineData("NaN x", null, "NaN x")]
    [InlineData("1e400", null, "1e400")]
    public void A_line_holds_a_fraction_or_words_or_both(string line, double? fraction, string? message) =>
        ProgressLine.Parse(line).Should().Be(new Progress(fraction, message));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_line_says_nothing(string line) => ProgressLine.Parse(line).Should().BeNull();

    [Fact]
    public void Words_are_cut_before_they_fill_a_screen() =>
        ProgressLine.Parse("0.5 " + new string('x', 5000))!.Value.Message.Should().HaveLength(200);
}
