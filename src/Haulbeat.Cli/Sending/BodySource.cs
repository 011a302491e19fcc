using System.Text;
using Haulbeat.Cli.Settings;

namespace Haulbeat.Cli.Sending;

/// <summary>Where bodies come from: an argument, a file, or stdin.</summary>
internal sealed record BodySource(string? Argument, string? File)
{
    /// <summary>The default content type: an argument is text, anything else may be binary.</summary>
    public string ContentType => IsArgument ? "text/plain; charset=utf-8" : "application/octet-stream";

    private bool IsArgument => Argument is not null && !IsStandardInput;

    private bool IsStandardInput => File is null ? Argument is null or "-" : File == "-";

    /// <exception cref="UsageException">There is no body, or more than one.</exception>
    public void Check()
    {
        if (Argument is not null && File is not null)
        {
            throw new UsageException("two bodies: give BODY or --file, not both.");
        }

        if (Argument is null && File is null && !Console.IsInputRedirected)
        {
            throw new UsageException("missing body. Give BODY (\"\" for an empty one), --file FILE, or stdin (- reads it from the terminal).");
        }
    }

    /// <summary>Reads the whole body.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var stream = Open();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>The body as a stream.</summary>
    /// <exception cref="UsageException">The file can't be read.</exception>
    public Stream Open()
    {
        if (IsArgument)
        {
            return new MemoryStream(Encoding.UTF8.GetBytes(Argument!));
        }

        try
        {
            return IsStandardInput ? Console.OpenStandardInput() : new FileStream(File!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--file: cannot read {File}: {exception.Message}");
        }
    }
}
