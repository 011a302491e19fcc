using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Log;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Examining;

/// <summary>Examines whether there is a log of jobs.</summary>
internal sealed class LogExamination(IConnection connection, BrokerAddress address)
{
    private static readonly string Name = LogStream.Default.Name;

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await new QueueDeclarer(address).FindAsync(connection, Name, cancellationToken) is null
                ? Without($"'{Name}' does not exist. The first worker declares it, if it may.")
                : new("log", FindingVerdict.Good, $"'{Name}' is there: `status` knows jobs from any machine, and what has ended is not run again.");
        }
        catch (TransportException exception)
        {
            return Without(exception.Message);
        }
    }

    private static Finding Without(string why) => new("log", FindingVerdict.Warning, $"{why} {LogAbsence.Cost}. {LogAbsence.Remedy}.");
}
