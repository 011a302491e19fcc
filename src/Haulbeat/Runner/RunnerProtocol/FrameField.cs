namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>The names of the fields. They are the protocol: add names, never reuse one.</summary>
internal static class FrameField
{
    /// <summary>Start and Hello: the protocol's version that the worker speaks, and its name.</summary>
    public const string Version = "version";
    public const string Worker = "worker";

    /// <summary>Start: the job, as far as the next worker has to know it.</summary>
    public const string Job = "job";
    public const string Queue = "queue";
    public const string Run = "run";
    public const string Attempt = "attempt";
    public const string Interruptions = "interruptions";
    public const string ReplyTo = "reply-to";
    public const string CorrelationId = "correlation-id";
    public const string TraceParent = "trace-parent";
    public const string SentAt = "sent-at";

    /// <summary>Start: what an earlier run saved, in Base64.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Start: the program, one field for each argument (its own name first), one for each environment entry that is added.</summary>
    public const string Program = "program";
    public const string Argument = "argument";
    public const string Environment = "environment";

    /// <summary>Start: <c>ffmpeg</c>, if the runner is to read ffmpeg's progress.</summary>
    public const string ProgressKind = "progress-kind";

    /// <summary>Start: the most bytes that the log may take.</summary>
    public const string LogLimit = "log-limit";

    /// <summary>Start: what the names of the run's files begin with. Lease and Stop: the same, to say which run is meant.</summary>
    public const string Files = "files";

    /// <summary>Start and Lease: until when the lease lasts, with the worker and without it, in nanoseconds of the boot-time clock.</summary>
    public const string SafeUntil = "safe-until";
    public const string SurvivesUntil = "survives-until";

    /// <summary>Stop: milliseconds between SIGTERM and SIGKILL (0 kills at once), and why.</summary>
    public const string Grace = "grace";
    public const string Reason = "reason";

    /// <summary>Started: the job's process.</summary>
    public const string Pid = "pid";

    /// <summary>Progress. Warning has the message alone.</summary>
    public const string Fraction = "fraction";
    public const string Message = "message";
}
