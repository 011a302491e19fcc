using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>Turns an AMQP header's value into text, as a job's environment can hold it. No clock, no I/O.</summary>
internal static class HeaderText
{
    // A foreign table may be nested thousands deep.
    private const int DeepestTable = 16;

    public static string Of(object? value) => value switch
    {
        IDictionary or IList and not byte[] => Json(value),
        _ => Scalar(value).Replace('\0', '\uFFFD'),
    };

    private static string Scalar(object? value) => value switch
    {
        null => "",
        byte[] text => Encoding.UTF8.GetString(text),
        string text => text,
        bool flag => flag ? "true" : "false",
        AmqpTimestamp time => Timestamp(time)?.ToString("O", CultureInfo.InvariantCulture) ?? time.UnixTime.ToString(CultureInfo.InvariantCulture),
        BinaryTableValue binary => Convert.ToBase64String(binary.Bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The moment, or null if it lies beyond year 9999: some clients write milliseconds or worse.</summary>
    public static DateTimeOffset? Timestamp(AmqpTimestamp time) =>
        time.UnixTime >= 0 && time.UnixTime <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(time.UnixTime) : null;

    private static string Json(object value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, 0);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        switch (value)
        {
            case IDictionary or (IList and not byte[]) when depth == DeepestTable:
                writer.WriteStringValue("...");
                break;
            case IDictionary<string, object?> table:
                WriteTable(writer, table, depth);
                break;
            case IList list and not byte[]:
                WriteList(writer, list, depth);
                break;
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long or decimal:
                writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(Scalar(value));
                break;
        }
    }

    private static void WriteTable(Utf8JsonWriter writer, IDictionary<string, object?> table, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in table)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IList list, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in list)
        {
            Write(writer, item, depth + 1);
        }

        writer.WriteEndArray();
    }
}
