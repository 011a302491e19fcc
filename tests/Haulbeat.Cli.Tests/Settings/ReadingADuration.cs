using Haulbeat.Cli.Settings;

namespace Haulbeat.Cli.Tests.Settings;

public sealed class ReadingADuration
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("0s", 0)]
    [InlineData("0", 0)]
    public void A_whole_number_with_a_unit_is_read(string text, double seconds) =>
        DurationParser.Parse(text).TotalSeconds.Should().Be(seconds);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("1.5h")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("1h30m")]
    [InlineData("41d")]
    [InlineData("99999999999999999999d")]
    [InlineData("9223372036854775807d")]
    public void Anything_else_is_refused(string text) =>
        FluentActions.Invoking(() => DurationParser.Parse(text)).Should().Throw<FormatException>();
}
