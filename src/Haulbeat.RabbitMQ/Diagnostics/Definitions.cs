using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Writes a topology as <c>rabbitmqctl import_definitions</c> takes it (https://www.rabbitmq.com/docs/definitions). No clock, no I/O.</summary>
internal static class Definitions
{
    public static string Write(WorkerTopology topology, string virtualHost)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            WriteAll(json, "exchanges", topology.Exchanges, exchange => WriteExchange(json, virtualHost, exchange));
            WriteAll(json, "queues", topology.Queues, queue => WriteDurable(json, virtualHost, queue.Key, queue.Value));
            WriteAll(json, "bindings", topology.Bindings, binding => WriteBinding(json, virtualHost, binding.Exchange, binding.Queue, binding.Key));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteExchange(Utf8JsonWriter json, string virtualHost, string name)
    {
        json.WriteString("type", "topic");
        json.WriteBoolean("internal", false);
        WriteDurable(json, virtualHost, name, []);
    }

    private static void WriteDurable(Utf8JsonWriter json, string virtualHost, string name, Dictionary<string, object?> arguments)
    {
        json.WriteString("name", name);
        json.WriteString("vhost", virtualHost);
        json.WriteBoolean("durable", true);
        json.WriteBoolean("auto_delete", false);
        WriteArguments(json, arguments);
    }

    private static void WriteBinding(Utf8JsonWriter json, string virtualHost, string exchange, string queue, string key)
    {
        json.WriteString("source", exchange);
        json.WriteString("vhost", virtualHost);
        json.WriteString("destination", queue);
        json.WriteString("destination_type", "queue");
        json.WriteString("routing_key", key);
        WriteArguments(json, []);
    }

    private static void WriteArguments(Utf8JsonWriter json, Dictionary<string, object?> arguments)
    {
        json.WriteStartObject("arguments");
        foreach (var (name, value) in arguments)
        {
            if (value is string text)
            {
                json.WriteString(name, text);
            }
            else
            {
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
            }
        }

        json.WriteEndObject();
    }
}
