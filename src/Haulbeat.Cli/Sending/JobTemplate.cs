using Haulbeat.Jobs;

namespace Haulbeat.Cli.Sending;

/// <summary>What all jobs of one call of <c>send</c> have in common.</summary>
internal sealed record JobTemplate(string Queue, TimeProvider Time)
{
    public string? Id { get; init; }

    public string? ContentType { get; init; }

    public byte? Priority { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? TraceParent { get; init; }

    public Job With(ReadOnlyMemory<byte> body) => new()
    {
        Id = Id ?? Guid.CreateVersion7(Time.GetUtcNow()).ToString(),
        Queue = Queue,
        Body = body,
        ContentType = ContentType,
        Priority = Priority,
        Headers = Headers,
        TraceParent = TraceParent,
        SentAt = Time.GetUtcNow(),
    };
}
