using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>What worker and runner say to each other. Numbers are the protocol: add, never reuse.</summary>
internal enum FrameKind : byte
{
    /// <summary>Worker to runner: run this job.</summary>
    Start = 1,

    /// <summary>Worker to runner: the lease lasts until then.</summary>
    Lease = 2,

    /// <summary>Worker to runner: stop the job.</summary>
    Stop = 3,

    /// <summary>A worker that comes later to the runner: I take this run over.</summary>
    Hello = 4,

    /// <summary>Runner to worker: the job's process runs.</summary>
    Started = 16,

    /// <summary>Runner to worker: how far the job is.</summary>
    Progress = 17,

    /// <summary>Runner to worker: the run ended; nothing of its process tree is left.</summary>
    Ended = 18,

    /// <summary>Runner to worker: the job saved a checkpoint, which is the frame's body.</summary>
    Checkpoint = 19,

    /// <summary>Runner to worker, the answer to Hello: the run's record is the frame's body.</summary>
    Welcome = 20,

    /// <summary>Runner to worker: something people should know.</summary>
    Warning = 21,
}
