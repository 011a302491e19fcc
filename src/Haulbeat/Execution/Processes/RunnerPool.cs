using System.Collections.Concurrent;

namespace Haulbeat.Execution.Processes;

/// <summary>Keeps runners for the next jobs. Starting the process that starts the process would double the price of a short job.</summary>
internal sealed class RunnerPool(IReadOnlyList<string> program, string work) : IDisposable
{
    private readonly ConcurrentStack<RunnerProcess> idle = new();

    /// <summary>An idle runner, or a new one.</summary>
    /// <exception cref="IOException">No process can be started.</exception>
    public RunnerProcess Take() => idle.TryPop(out var runner) ? runner : RunnerLauncher.Start(program, work);

    /// <summary>Keeps a runner whose job has ended, or lets it end.</summary>
    public void Return(RunnerProcess runner, bool isReusable)
    {
        if (isReusable)
        {
            idle.Push(runner);
        }
        else
        {
            runner.Dispose();
        }
    }

    public void Dispose()
    {
        while (idle.TryPop(out var runner))
        {
            runner.Dispose();
        }
    }
}
