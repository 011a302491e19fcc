using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Haulbeat.Lab.Html;

/// <summary>One interpolated line: the compiler hands the literal and the filled-in parts over one by one, so that no text can pass for markup.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupLine
{
    // A number in a style or a coordinate needs no more: a pixel is coarser.
    private const string NumberFormat = "0.##";
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly TextWriter writer;

    public MarkupLine(int literalLength, int formattedCount, Markup markup)
    {
        _ = (literalLength, formattedCount);
        writer = markup.Writer;
    }

    public void AppendLiteral(string markup) => writer.Write(markup);

    public void AppendFormatted(string? text) => Encoder.Encode(writer, text ?? "");

    public void AppendFormatted(int number) => writer.Write(number.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(double number) => writer.Write(number.ToString(NumberFormat, CultureInfo.InvariantCulture));
}
