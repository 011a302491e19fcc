using System.Threading.Channels;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Sending;

/// <summary>Sends a job for each line, many on their way at once, and prints the ids in the order of the lines as they are confirmed.</summary>
internal sealed class LineSender(ITransport transport, Message message, QueueDeclaration declare, Action<Job> print)
{
    private const int OnTheirWay = 256;

    private readonly Channel<(Job Job, Task Sending)> sent = Channel.CreateBounded<(Job, Task)>(OnTheirWay);
    private int confirmed;

    /// <exception cref="TransportException">A line was not taken; the message says which, and how many were.</exception>
    public async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = SendAsync(stream, stop.Token);

        // Not the sending: it may hang in a read from a terminal or a pipe that nobody writes to any more.
        await ConfirmAsync(stop).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task SendAsync(Stream stream, CancellationToken stop)
    {
        Exception? error = null;
        try
        {
            await foreach (var line in Lines.ReadAsync(stream, stop).ConfigureAwait(false))
            {
                if (!await sent.Writer.WaitToWriteAsync(stop).ConfigureAwait(false))
                {
                    return;
                }

                var job = message.With(line);
                sent.Writer.TryWrite((job, transport.Sender.SendAsync(job, declare, CancellationToken.None)));
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever stopped us says why: the confirming side, or the signal.
        }
        catch (Exception exception) when (exception is IOException or OutOfMemoryException)
        {
            error = exception;
        }

        sent.Writer.TryComplete(error);
    }

    private async Task ConfirmAsync(CancellationTokenSource stop)
    {
        TransportException? refusal = null;
        var line = 0;
        await foreach (var (job, sending) in sent.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            line++;
            var error = await ConfirmAsync(job, sending).ConfigureAwait(false);
            if (error is not null && refusal is null)
            {
                refusal = new TransportException(error.Error, $"line {line} was not sent: {error.Message}", error);
                await stop.CancelAsync().ConfigureAwait(false);
                sent.Writer.TryComplete();
            }
        }

        if (refusal is not null)
        {
            throw new TransportException(refusal.Error, $"{refusal.Message} ({confirmed} jobs were sent: those whose ids are printed.)", refusal);
        }
    }

    private async Task<TransportException?> ConfirmAsync(Job job, Task sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
            confirmed++;
            print(job);
            return null;
        }
        catch (TransportException exception)
        {
            return exception;
        }
    }
}
