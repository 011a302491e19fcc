using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Haulbeat.Lab.Html;

/// <summary>Writes HTML. The literal parts of an interpolated string are markup; the values are text and get escaped.</summary>
internal sealed class Markup(TextWriter writer)
{
    private readonly TextWriter writer = writer;

    public void Line([InterpolatedStringHandlerArgument("")] Interpolated line)
    {
        _ = line;
        writer.Write('\n');
    }

    /// <summary>Writes markup as it is.</summary>
    public void Verbatim(string markup) => writer.Write(markup);

    /// <summary>One interpolated line. The compiler passes literals and values separately, so that no text can become markup.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Interpolated
    {
        // A pixel is coarser than this.
        private const string NumberFormat = "0.##";
        private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
        private readonly TextWriter writer;

        public Interpolated(int literalLength, int formattedCount, Markup markup)
        {
            _ = (literalLength, formattedCount);
            writer = markup.writer;
        }

        public void AppendLiteral(string markup) => writer.Write(markup);

        public void AppendFormatted(string? text) => Encoder.Encode(writer, text ?? "");

        public void AppendFormatted(int number) => writer.Write(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double number) => writer.Write(number.ToString(NumberFormat, CultureInfo.InvariantCulture));
    }
}
