using Haulbeat.Cli.Settings;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Sending;

/// <summary>Where bodies come from: an argument, a file, or stdin.</summary>
internal sealed record BodySource(string? Argument, string? File)
{
    private const string TextType = "text/plain; charset=utf-8";
    private const string BytesType = "application/octet-stream";

    /// <summary>The content type of what comes from here, unless the caller says otherwise: an argument is text, the rest may be anything.</summary>
    public string ContentType => IsArgument ? TextType : BytesType;

    private bool IsArgument => Argument is not null && !IsStandardInput;

    private bool IsStandardInput => File is null ? Argument is null or "-" : File == "-";

    /// <exception cref="UsageException">There is no body, or more than one.</exception>
    public void Check()
    {
        if (Argument is not null && File is not null)
        {
            throw new UsageException("Give the body as an argument or by --file, not both.");
        }

        if (Argument is null && File is null && !Console.IsInputRedirected)
        {
            throw new UsageException("There is no body. Give it as an argument, by --file, or on stdin; \"\" is an empty one, - reads stdin from the terminal.");
        }
    }

    /// <summary>The whole body.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (IsArgument)
        {
            return System.Text.Encoding.UTF8.GetBytes(Argument!);
        }

        await using var stream = Open();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>The body as a stream.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public Stream Open()
    {
        if (IsArgument)
        {
            return new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Argument!));
        }

        try
        {
            return IsStandardInput ? Console.OpenStandardInput() : new FileStream(File!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--file: {File} cannot be read: {exception.Message}");
        }
    }
}
