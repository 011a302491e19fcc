namespace Haulbeat.Execution;

/// <summary>What an executor can do with a job that runs.</summary>
[Flags]
internal enum ExecutorCapabilities
{
    None = 0,

    /// <summary>It ends a job that does not stop by itself, at the end of its lease at the latest.</summary>
    CanKill = 1,

    /// <summary>A job runs on without its worker, and the next worker reattaches to it.</summary>
    CanDetach = 2,

    /// <summary>A job can be paused and resumed.</summary>
    CanPause = 4,
}
