using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Checks whether there is an event log, and whether it takes entries.</summary>
internal sealed class EventLogCheck(IConnection connection, Publisher publisher, TimeProvider time)
{
    private const string CheckName = "event log";

    private static readonly string Stream = EventLogStream.Default.Name;

    // A stream without a leader does not answer at all.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    public async Task<Check> RunAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await new QueueDeclarer(publisher.Address).FindAsync(connection, Stream, either.Token).ConfigureAwait(false) is null
                ? Missing($"'{Stream}' does not exist. The first worker declares it, if it may.")
                : await WriteAsync(either.Token).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NotPermitted)
        {
            return Missing(exception.Message);
        }
        catch (TransportException exception)
        {
            return Down(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Down($"it did not answer within {LongestAnswer.TotalSeconds:0} s.");
        }
    }

    // Another check says that the broker takes no messages at all.
    private async Task<Check> WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(Stream, EventLogWriter.Barrier(EventLogWriter.NewBarrier()), default, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (publisher.Blocked is not null && exception is (TransportException or OperationCanceledException))
        {
        }

        return new(CheckName, CheckVerdict.Good, $"'{Stream}' exists: `status` knows jobs from any machine, and a job that has ended is not run again.");
    }

    private static Check Missing(string why) => new(CheckName, CheckVerdict.Warning, $"{why} {EventLogStream.CostOfAbsence} {EventLogStream.Remedy}");

    private Check Down(string why) => new(
        CheckName,
        CheckVerdict.Bad,
        $"'{Stream}' is down: {why} No job can be leased or settled until it is back, and new workers go without it. Bring back the broker's node that has it. If the node does not come back, have the next worker make the stream again, which costs the history:")
    {
        Commands = [AdministratorCommands.DeleteLostQueue(Stream, publisher.Address.VirtualHost)],
    };
}
