using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>Sends the newest of what is to be said; what was overtaken before it could be sent is left out.</summary>
internal sealed class NewestFrame(RunnerProcess runner)
{
    private readonly Lock gate = new();
    private Frame? newest;
    private Task sending = Task.CompletedTask;
    private bool begun;

    /// <summary>Says it, once <see cref="Begin"/> was called and the runner listens.</summary>
    public void Say(Frame frame)
    {
        lock (gate)
        {
            newest = frame;
            Continue();
        }
    }

    /// <summary>From now on the runner understands.</summary>
    public void Begin()
    {
        lock (gate)
        {
            begun = true;
            Continue();
        }
    }

    /// <summary>Waits until the newest is sent.</summary>
    public Task FlushAsync()
    {
        lock (gate)
        {
            return sending;
        }
    }

    private void Continue()
    {
        if (begun && newest is not null && sending.IsCompleted)
        {
            sending = SendAsync();
        }
    }

    private async Task SendAsync()
    {
        while (TakeNewest() is { } frame)
        {
            await runner.SendAsync(frame);
        }
    }

    private Frame? TakeNewest()
    {
        lock (gate)
        {
            var frame = newest;
            newest = null;
            return frame;
        }
    }
}
