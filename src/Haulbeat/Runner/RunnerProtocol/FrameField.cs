using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>The names of the fields. They are the protocol: add, never reuse.</summary>
internal static class FrameField
{
    /// <summary>Start, Hello and Welcome: which protocol the sender speaks.</summary>
    public const string Version = "version";

    /// <summary>Start: the job's id, queue, run, attempt, the worker's name, and what the names of the run's files begin with; Lease and Stop: the latter alone, to say which run is meant.</summary>
    public const string Job = "job";
    public const string Queue = "queue";
    public const string Run = "run";
    public const string Attempt = "attempt";
    public const string Worker = "worker";
    public const string Files = "files";

    /// <summary>Start: what a successor of the worker has to know of the job to settle it.</summary>
    public const string Interruptions = "interruptions";
    public const string ReplyTo = "reply-to";
    public const string CorrelationId = "correlation-id";
    public const string TraceParent = "trace-parent";
    public const string SentAt = "sent-at";

    /// <summary>Start: what an earlier run saved, in Base64.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Start: the program, one field an argument (itself first), one field an additional environment entry.</summary>
    public const string Program = "program";
    public const string Argument = "argument";
    public const string Environment = "environment";

    /// <summary>Start: <c>ffmpeg</c>, if its progress is to be understood.</summary>
    public const string ProgressKind = "progress-kind";

    /// <summary>Start: the most bytes that the log may take.</summary>
    public const string LogLimit = "log-limit";

    /// <summary>Start and Lease: until when the lease lasts, with the worker and without it; the boot-time clock's nanoseconds.</summary>
    public const string SafeUntil = "safe-until";
    public const string SurvivesUntil = "survives-until";

    /// <summary>Stop: milliseconds between SIGTERM and SIGKILL; 0 kills at once. And why.</summary>
    public const string Grace = "grace";
    public const string Cause = "cause";

    /// <summary>Started.</summary>
    public const string Pid = "pid";

    /// <summary>Progress; Warning: the message alone.</summary>
    public const string Fraction = "fraction";
    public const string Message = "message";

    /// <summary>Ended.</summary>
    public const string ExitCode = "exit-code";
    public const string Signal = "signal";
    public const string StartError = "start-error";
    public const string Invalid = "invalid";
    public const string Survivors = "survivors";
}
