using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>Sends a run's newest lease to its runner. A lease that changes again before it is sent is left out.</summary>
internal sealed class LeaseUpdates(RunnerProcess runner, string files)
{
    private readonly Lock gate = new();
    private JobLease? newest;
    private Task sending = Task.CompletedTask;
    private bool isSending;

    /// <summary>Sends the lease, or has it sent after what is being sent.</summary>
    /// <returns>Ends when it is sent.</returns>
    public Task SendAsync(JobLease lease)
    {
        lock (gate)
        {
            newest = lease;
            if (!isSending)
            {
                isSending = true;
                sending = SendNewestAsync();
            }

            return sending;
        }
    }

    private async Task SendNewestAsync()
    {
        while (TakeNewest() is { } lease)
        {
            await runner.SendAsync(new Frame(FrameKind.Lease).Add(FrameField.Files, files).Add(lease)).ConfigureAwait(false);
        }
    }

    private JobLease? TakeNewest()
    {
        lock (gate)
        {
            var lease = newest;
            newest = null;
            isSending = lease is not null;
            return lease;
        }
    }
}
