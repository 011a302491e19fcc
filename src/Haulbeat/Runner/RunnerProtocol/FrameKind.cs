namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>The messages between worker and runner. The numbers are the protocol: add numbers, never reuse one.</summary>
internal enum FrameKind : byte
{
    /// <summary>Worker to runner: run this job, whose body is the frame's body.</summary>
    Start = 1,

    /// <summary>Worker to runner: the lease has changed.</summary>
    Lease = 2,

    /// <summary>Worker to runner: stop the job.</summary>
    Stop = 3,

    /// <summary>Another worker to the runner: I reattach to this run.</summary>
    Hello = 4,

    /// <summary>Runner to worker: the job's process runs.</summary>
    Started = 16,

    /// <summary>Runner to worker: how far the job is.</summary>
    Progress = 17,

    /// <summary>Runner to worker: the run ended, and nothing of its process tree is left. The frame's body is the run's descriptor.</summary>
    Ended = 18,

    /// <summary>Runner to worker: the job saved a checkpoint, which is the frame's body.</summary>
    Checkpoint = 19,

    /// <summary>Runner to worker, the answer to Hello. The frame's body is the run's descriptor.</summary>
    Welcome = 20,

    /// <summary>Runner to worker: something that people should know.</summary>
    Warning = 21,
}
