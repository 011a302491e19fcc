using System.Collections.Concurrent;

namespace Haulbeat.Execution.Processes;

/// <summary>Keeps runners warm between jobs: starting a process for the process that starts the process would double the price of a short job.</summary>
internal sealed class RunnerPool(IReadOnlyList<string> program, string work) : IDisposable
{
    private readonly ConcurrentStack<RunnerProcess> idle = new();

    /// <summary>An idle runner, or a new one.</summary>
    /// <exception cref="RunnerException">No process is to be had.</exception>
    public RunnerProcess Take() => idle.TryPop(out var runner) ? runner : RunnerLauncher.Start(program, work);

    /// <summary>Keeps a runner whose job has ended for the next one, if it is fit for it.</summary>
    public void Return(RunnerProcess runner, bool fit)
    {
        if (fit)
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
