using System.Threading.Channels;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Sending;

/// <summary>Sends a job for each line, many at once, and prints the ids in the order of the lines once they are confirmed.</summary>
internal sealed class LineSender(ITransport transport, JobTemplate template, QueueDeclaration declare, Action<Job> print)
{
    private const int MostUnconfirmed = 256;

    private readonly Channel<(Job Job, Task Sending)> sent = Channel.CreateBounded<(Job, Task)>(MostUnconfirmed);
    private int confirmed;

    /// <exception cref="TransportException">A line was refused; the message says which one, and how many jobs were sent.</exception>
    public async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = SendAsync(stream, stop.Token);

        // Doesn't wait for the sending: it may hang in a read from a terminal or a pipe.
        await ConfirmAsync(stop);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task SendAsync(Stream stream, CancellationToken stop)
    {
        Exception? error = null;
        try
        {
            await foreach (var line in LineReader.ReadAsync(stream, stop))
            {
                if (!await sent.Writer.WaitToWriteAsync(stop))
                {
                    return;
                }

                var job = template.With(line);
                sent.Writer.TryWrite((job, transport.Sender.SendAsync(job, declare, CancellationToken.None)));
            }
        }
        catch (OperationCanceledException)
        {
            // The reason is known: a refusal in ConfirmAsync, or a signal.
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
        await foreach (var (job, sending) in sent.Reader.ReadAllAsync(CancellationToken.None))
        {
            line++;
            var error = await ConfirmAsync(job, sending);
            if (error is not null && refusal is null)
            {
                refusal = new TransportException(error.Error, $"cannot send line {line}: {error.Message}", error);
                await stop.CancelAsync();
                sent.Writer.TryComplete();
            }
        }

        if (refusal is not null)
        {
            throw new TransportException(refusal.Error, $"{refusal.Message} {confirmed} jobs were sent, those whose ids are printed.", refusal);
        }
    }

    private async Task<TransportException?> ConfirmAsync(Job job, Task sending)
    {
        try
        {
            await sending;
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
