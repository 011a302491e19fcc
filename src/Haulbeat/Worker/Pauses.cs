namespace Haulbeat.Worker;

/// <summary>Waits that may be cut short.</summary>
internal static class Pauses
{
    public static async Task PauseAsync(this TimeProvider time, TimeSpan pause, CancellationToken until)
    {
        try
        {
            await Task.Delay(pause, time, until);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
        }
    }
}
