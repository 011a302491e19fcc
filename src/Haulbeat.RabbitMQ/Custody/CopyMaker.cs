using Haulbeat.Custody;
using Haulbeat.Custody.Protocol;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Log;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Receiving;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>Makes one copy of a job: publishes it, and writes it to the log.</summary>
internal sealed class CopyMaker(CustodyOffice office, JobCustody custody)
{
    private Patience? patience;

    public async Task MakeAsync(JobMessage message, CopyStamp copy, ReadOnlyMemory<byte> checkpoint, uint frameMax, CancellationToken cancellationToken)
    {
        await PublishAsync(message, copy, checkpoint, frameMax, cancellationToken);
        if (custody.Decide(chain => chain.OnConfirmed(copy.Number, BootClock.Now)) is CustodyAction.Append(var entry))
        {
            await LogAsync(message, entry, isFirst: !custody.IsClaimed, cancellationToken);
        }
    }

    private async Task PublishAsync(JobMessage message, CopyStamp copy, ReadOnlyMemory<byte> checkpoint, uint frameMax, CancellationToken cancellationToken)
    {
        try
        {
            var properties = CopyWriter.Write(message, copy, checkpoint, frameMax);
            var custodyQueue = new Destination(Topology.CustodyNames.CustodyExchange, Topology.CustodyNames.RoutingKey(office.Options.Worker, office.Options.Lease, message.Job.Queue), office.Queue);
            await office.Publisher.GiveUpWhenForgottenAsync(token => office.Publisher.PublishAsync(custodyQueue, properties, message.Job.Body, token), office.TellBlocked, patience ??= new Patience(message.Job.Body.Length), cancellationToken);
            patience = null;
            office.ToldUnblocked();
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            custody.Change(chain => chain.OnFailed(copy.Number));
            throw;
        }
    }

    // Once the entry may be in the log, it is written until it is there for certain.
    private async Task LogAsync(JobMessage message, LogEntry.Claimed entry, bool isFirst, CancellationToken cancellationToken)
    {
        var copy = entry.Copy.Number;
        var record = Record(message, entry, isFirst ? LogEvent.Claimed : LogEvent.Renewed);
        await Backoff.Forever(office.Time).ExecuteAsync(async token => await office.Log.AppendAsync(record, token), cancellationToken);
        if (isFirst && await office.Log.ReadAsync(message.Key, cancellationToken) is var facts && (facts.HasEnded || facts.Newest != copy))
        {
            custody.Change(chain => chain.Lose());
            return;
        }

        custody.Decide(chain => chain.OnLogged(copy, BootClock.Now));
    }

    private LogRecord Record(JobMessage message, LogEntry entry, string what) => new()
    {
        Key = message.Key,
        Event = what,
        Job = message.Job,
        Worker = office.Options.Worker,
        Entry = entry,
        At = office.Time.GetUtcNow(),
    };
}
