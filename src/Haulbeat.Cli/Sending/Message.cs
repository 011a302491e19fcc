using System.Text;
using Haulbeat.Cli.Settings;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;

namespace Haulbeat.Cli.Sending;

/// <summary>Makes jobs of bodies: what all jobs of one call of <c>send</c> have in common.</summary>
internal sealed record Message(string Queue, TimeProvider Time)
{
    private const int LongestId = 255;

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

    public static string? CheckId(string? id) =>
        id is null || (id.Length > 0 && !id.Any(char.IsControl) && Encoding.UTF8.GetByteCount(id) <= LongestId)
            ? id
            : throw new UsageException($"--id: '{id}' is no job's id. An id has 1 to {LongestId} bytes and no control characters.");

    public static IReadOnlyDictionary<string, string> ReadHeaders(IEnumerable<string> texts)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var (name, value) = Values.OfOption("--header", text, Values.Pair);
            headers[name] = Encoding.UTF8.GetByteCount(name) <= LongestId ? value : throw new UsageException($"--header: '{name}' is longer than {LongestId} bytes.");
        }

        return headers;
    }
}
