using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Examines whether there is a log of jobs, and whether it takes entries.</summary>
internal sealed class LogExamination(IConnection connection, Publisher publisher, TimeProvider time)
{
    private static readonly string Name = LogStream.Default.Name;

    // A stream without a leader does not answer at all.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    public async Task<Check> RunAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await new QueueDeclarer(publisher.Address).FindAsync(connection, Name, either.Token) is null
                ? Without($"'{Name}' does not exist. The first worker declares it, if it may.")
                : await WriteAsync(either.Token);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NotPermitted)
        {
            return Without(exception.Message);
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

    // That the broker takes nothing at all is told elsewhere.
    private async Task<Check> WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(Name, LogMark.Write(LogMark.NewId()), default, cancellationToken);
        }
        catch (Exception exception) when (publisher.Blocked is not null && exception is (TransportException or OperationCanceledException))
        {
        }

        return new("log", CheckVerdict.Good, $"'{Name}' is there: `status` knows jobs from any machine, and what has ended is not run again.");
    }

    private static Check Without(string why) => new("log", CheckVerdict.Warning, $"{why} {LogAbsence.Cost}. {LogAbsence.Remedy}.");

    private Check Down(string why) => new(
        "log",
        CheckVerdict.Bad,
        $"'{Name}' is down: {why} No job can be leased or settled until it is back, and new workers go without it. Bring the broker's node back that keeps it. If it does not come back, have the next worker make it anew, which costs the history:")
    {
        Commands = [ForgottenQueue.Command(Name, publisher.Address.VirtualHost)],
    };
}
