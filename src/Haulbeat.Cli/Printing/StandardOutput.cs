namespace Haulbeat.Cli.Printing;

/// <summary>Stdout as bytes, each write at once. A reader that went away (EPIPE) is no error: .NET swallows it.</summary>
internal static class StandardOutput
{
    private static readonly Stream Stream = Console.OpenStandardOutput();

    /// <exception cref="IOException">The disk behind it is full, say.</exception>
    public static void Write(ReadOnlySpan<byte> bytes) => Stream.Write(bytes);

    public static void WriteLine(string text) => Write(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
}
