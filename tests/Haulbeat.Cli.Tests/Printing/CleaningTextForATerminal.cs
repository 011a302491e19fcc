using Haulbeat.Cli.Printing;

namespace Haulbeat.Cli.Tests.Printing;

public sealed class CleaningTextForATerminal
{
    [Theory]
    [InlineData("plain ünïcode", "plain ünïcode")]
    [InlineData("\u001b]0;title\u0007", "\uFFFD]0;title\uFFFD")]
    [InlineData("\u009b31m", "\uFFFD31m")]
    [InlineData("\u202Egpj.exe", "\uFFFDgpj.exe")]
    [InlineData("two\nlines", "two lines")]
    public void Control_characters_never_reach_it(string text, string printed) => Terminal.Clean(text).Should().Be(printed);
}
