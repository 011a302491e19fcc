namespace Haulbeat.Runner;

/// <summary>Fills the message's body, or the path of a file that holds it, into the command's arguments. No shell, no quoting, no text decoding.</summary>
internal static class CommandTemplate
{
    private static ReadOnlySpan<byte> BodyMark => "{body}"u8;

    private static ReadOnlySpan<byte> FileMark => "{file}"u8;

    public static bool WantsBody(IReadOnlyList<byte[]> arguments) => Any(arguments, BodyMark);

    public static bool WantsFile(IReadOnlyList<byte[]> arguments) => Any(arguments, FileMark);

    public static IReadOnlyList<byte[]> Fill(IReadOnlyList<byte[]> arguments, ReadOnlySpan<byte> body, ReadOnlySpan<byte> file)
    {
        var filled = new byte[arguments.Count][];
        for (var index = 0; index < filled.Length; index++)
        {
            filled[index] = FillOne(arguments[index], body, file);
        }

        return filled;
    }

    // One pass over the template: marks inside the body stay as they are.
    private static byte[] FillOne(byte[] template, ReadOnlySpan<byte> body, ReadOnlySpan<byte> file)
    {
        var rest = template.AsSpan();
        if (rest.IndexOf((byte)'{') < 0)
        {
            return template;
        }

        var filled = new MemoryStream(template.Length);
        while (!rest.IsEmpty)
        {
            if (rest.StartsWith(BodyMark))
            {
                filled.Write(body);
                rest = rest[BodyMark.Length..];
            }
            else if (rest.StartsWith(FileMark))
            {
                filled.Write(file);
                rest = rest[FileMark.Length..];
            }
            else
            {
                filled.WriteByte(rest[0]);
                rest = rest[1..];
            }
        }

        return filled.ToArray();
    }

    private static bool Any(IReadOnlyList<byte[]> arguments, ReadOnlySpan<byte> mark)
    {
        foreach (var argument in arguments)
        {
            if (argument.AsSpan().IndexOf(mark) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
