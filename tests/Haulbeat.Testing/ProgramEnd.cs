using System.Text;

namespace Haulbeat.Testing;

/// <summary>How a program ended and what it printed.</summary>
public sealed record ProgramEnd(int ExitCode, byte[] Output, string Errors)
{
    /// <summary>Its standard output as text, without the last line's end.</summary>
    public string Text => Encoding.UTF8.GetString(Output).TrimEnd('\n');
}
