using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Storage;

/// <inheritdoc/>
internal sealed class StoreCommand<T>(Func<Session, T> work) : StoreCommand
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;
    private TransportException? refusal;

    public Task<T> Completion => completion.Task;

    public override void Run(Session session)
    {
        (result, refusal) = (default!, null);
        try
        {
            result = work(session);
        }
        catch (TransportException exception)
        {
            // A refusal comes before anything is written, and concerns this command alone.
            refusal = exception;
        }
    }

    public override void Publish()
    {
        if (refusal is null)
        {
            completion.TrySetResult(result);
        }
        else
        {
            completion.TrySetException(refusal);
        }
    }

    public override void Fail(Exception exception) => completion.TrySetException(exception);
}
