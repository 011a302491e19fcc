using System.Collections;
using System.Text;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>How many bytes headers take in a frame. All properties of a message must fit into one frame, or the broker closes the connection. No clock, no I/O.</summary>
internal static class HeaderSize
{
    // What the other properties and the frame around them take at most: ten texts of 255 bytes and some numbers.
    private const int Others = 4096;

    private const uint DefaultFrameMax = 131072;

    /// <summary>The bytes that headers may take.</summary>
    public static int Room(uint frameMax) => (int)Math.Min(frameMax == 0 ? DefaultFrameMax : frameMax, int.MaxValue) - Others;

    /// <summary>An upper bound of the size of a value, with its type.</summary>
    public static int Of(object? value) => 1 + value switch
    {
        byte[] bytes => 4 + bytes.Length,
        string text => 4 + Encoding.UTF8.GetByteCount(text),
        BinaryTableValue binary => 4 + binary.Bytes.Length,
        IDictionary<string, object?> table => 4 + table.Sum(field => 1 + Encoding.UTF8.GetByteCount(field.Key) + Of(field.Value)),
        IList list => 4 + list.Cast<object?>().Sum(Of),
        _ => 16,
    };
}
