namespace Haulbeat.Lab.Html;

/// <summary>Writes HTML: what stands in the string is markup, what is filled into it is text and gets escaped.</summary>
internal sealed class Markup(TextWriter writer)
{
    public TextWriter Writer { get; } = writer;

    public void Line([System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("")] MarkupLine line)
    {
        _ = line;
        Writer.Write('\n');
    }

    /// <summary>Markup of our own, as it stands.</summary>
    public void Verbatim(string markup) => Writer.Write(markup);
}
