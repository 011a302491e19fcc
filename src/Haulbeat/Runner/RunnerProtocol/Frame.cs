using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Haulbeat.Jobs;

namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>One message between worker and runner: a kind, named fields (a name may recur), and a body.</summary>
/// <remarks>
/// On the wire: kind (1 byte), length of the fields (4 bytes, little-endian), length of the body (4 bytes), the fields as
/// <c>name=value</c>, each ended by NUL, then the body. A reader ignores kinds and names that it does not know.
/// </remarks>
internal sealed class Frame(FrameKind kind)
{
    /// <summary>The version of the protocol and of the run descriptor. Raise it when a reader of the version before would go wrong; an addition needs no new version.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>Bytes before the fields.</summary>
    public const int HeaderLength = 9;

    private const int LargestCopiedBody = 64 << 10;

    private readonly List<KeyValuePair<string, byte[]>> fields = [];

    public FrameKind Kind { get; } = kind;

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The lease that the frame carries, or null. Without a time for a lost worker there is none.</summary>
    public JobLease? Lease => Number(FrameField.SafeUntil) is { } safe
        ? new JobLease(new(safe), new(Number(FrameField.SurvivesUntil) ?? 0))
        : null;

    /// <summary>Adds a field. Ids and headers of foreign senders may hold NUL, which would end the field: it is left out.</summary>
    public Frame Add(string name, string? value) =>
        value is null ? this : Add(name, Encoding.UTF8.GetBytes(value.Replace("\0", "", StringComparison.Ordinal)));

    public Frame Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public Frame Add(JobLease lease) => Add(FrameField.SafeUntil, lease.SafeUntil.Nanoseconds).Add(FrameField.SurvivesUntil, lease.SurvivesUntil.Nanoseconds);

    /// <summary>Adds a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, without NUL.</param>
    public Frame Add(string name, byte[] value)
    {
        fields.Add(new(name, value));
        return this;
    }

    public IEnumerable<byte[]> All(string name)
    {
        foreach (var field in fields)
        {
            if (field.Key == name)
            {
                yield return field.Value;
            }
        }
    }

    public string? Text(string name)
    {
        foreach (var value in All(name))
        {
            return Encoding.UTF8.GetString(value);
        }

        return null;
    }

    public long? Number(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The frame in the parts to send: a large body as it is, a small one together with the rest.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Encode() => Body.Length > LargestCopiedBody
        ? [EncodeHead(0), Body]
        : [EncodeHead(Body.Length)];

    /// <param name="room">How many bytes of the body to append.</param>
    private byte[] EncodeHead(int room)
    {
        var length = 0;
        foreach (var field in fields)
        {
            length += field.Key.Length + 1 + field.Value.Length + 1;
        }

        var bytes = new byte[HeaderLength + length + room];
        bytes[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), Body.Length);
        var position = HeaderLength;
        foreach (var field in fields)
        {
            position += Encoding.ASCII.GetBytes(field.Key, bytes.AsSpan(position));
            bytes[position++] = (byte)'=';
            field.Value.CopyTo(bytes.AsSpan(position));
            position += field.Value.Length;
            bytes[position++] = 0;
        }

        Body.Span[..room].CopyTo(bytes.AsSpan(position));
        return bytes;
    }

    /// <summary>The length of the whole frame that begins with this header.</summary>
    public static long WholeLength(ReadOnlySpan<byte> header) =>
        HeaderLength
        + (long)BinaryPrimitives.ReadUInt32LittleEndian(header[1..])
        + BinaryPrimitives.ReadUInt32LittleEndian(header[5..]);

    /// <summary>Reads a whole frame. Its body keeps the given memory.</summary>
    /// <exception cref="InvalidDataException">The bytes are no frame.</exception>
    public static Frame Decode(ReadOnlyMemory<byte> bytes)
    {
        var fieldsLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[1..]);
        var frame = new Frame((FrameKind)bytes.Span[0]) { Body = bytes[(HeaderLength + fieldsLength)..] };
        var rest = bytes.Span.Slice(HeaderLength, fieldsLength);
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var equals = rest.IndexOf((byte)'=');
            if (equals < 0 || end < equals)
            {
                throw new InvalidDataException("A frame's field has no name or no end.");
            }

            var field = rest[..end];
            frame.Add(Encoding.ASCII.GetString(field[..equals]), field[(equals + 1)..].ToArray());
            rest = rest[(end + 1)..];
        }

        return frame;
    }
}
