using Haulbeat.RabbitMQ.Connections;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Says what it means to have no log.</summary>
internal static class LogAbsence
{
    public const string Cost = "Without it `status` knows a job only on the machine that runs it, and a job whose acknowledgement is lost, or of which two copies came about, may be run again or twice";

    public const string Remedy = "It takes RabbitMQ 3.9 or later and the permissions to configure and to read it; or have it made beforehand (durable, x-queue-type stream)";

    public static string Explain(LogStream stream, BrokerAddress address, string why) =>
        $"There is no log at the broker at {address.Endpoint} (stream '{stream.Name}'): {why.TrimEnd('.')}. {Cost}. {Remedy}.";
}
