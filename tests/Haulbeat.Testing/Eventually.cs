using Xunit;

namespace Haulbeat.Testing;

/// <summary>Waits for what others do in their own time: for a signal where there is one, and by looking again and again where there is none.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks until the condition holds, for half a minute.</summary>
    public static Task BecomesAsync(Func<Task<bool>> condition) => BecomesAsync(condition, Patience, () => "it is to become true");

    /// <summary>Looks until the condition holds, and fails with the reason after a time.</summary>
    public static async Task BecomesAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> because)
    {
        using var deadline = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            await HoldsAsync(condition, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Assert.Fail($"After {patience.TotalSeconds:0} s still not so: {because()}");
        }
    }

    /// <summary>Looks until the condition holds or the token is cancelled.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, CancellationToken deadline)
    {
        while (!await condition())
        {
            await Task.Delay(Pause, TimeProvider.System, deadline);
        }
    }

    /// <summary>RequeuedJobs as soon as the token is cancelled.</summary>
    public static async Task CancelledAsync(CancellationToken token, CancellationToken deadline)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(deadline);
    }
}
