using System.Text;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Settings;

/// <summary>Names of queues: what AMQP can carry.</summary>
internal static class QueueName
{
    private const int MostBytes = 255;

    public static string Check(string name)
    {
        if (name.Length == 0 || name.Any(char.IsControl) || Encoding.UTF8.GetByteCount(name) > MostBytes)
        {
            throw new UsageException($"'{name}' is no name of a queue. A name has 1 to {MostBytes} bytes and no control characters.");
        }

        return name;
    }
}
