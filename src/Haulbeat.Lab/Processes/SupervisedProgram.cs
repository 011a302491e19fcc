using System.Diagnostics;

namespace Haulbeat.Lab.Processes;

/// <summary>A program that restarts whenever it ends, as a service does.</summary>
internal sealed class SupervisedProgram : IAsyncDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource stopping = new();
    private readonly ProgramStart start;
    private readonly TimeProvider time;
    private readonly Task supervising;
    private Process process;
    private volatile int pid;

    public SupervisedProgram(ProgramStart start, TimeProvider time)
    {
        (this.start, this.time) = (start, time);
        process = start.Start();
        pid = process.Id;
        supervising = SuperviseAsync();
    }

    public int Pid => pid;

    public void Signal(int signal) => Posix.Signal(Pid, signal);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Signal(Posix.Kill);
        await supervising;
        process.Dispose();
        stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                await process.WaitForExitAsync(stopping.Token);
                await Task.Delay(RestartDelay, time, stopping.Token);
                process.Dispose();
                process = start.Start();
                pid = process.Id;
            }
        }
        catch (OperationCanceledException)
        {
            // The cell is over.
        }
    }
}
