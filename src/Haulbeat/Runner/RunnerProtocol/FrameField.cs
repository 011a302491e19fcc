namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>The names of the fields. They are the protocol: add names, never reuse one.</summary>
internal static class FrameField
{
    /// <summary>Hello: the protocol's version that the worker speaks, and its name.</summary>
    public const string Version = "version";
    public const string Worker = "worker";

    /// <summary>Start: the run's descriptor, in JSON.</summary>
    public const string Run = "run";

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

    /// <summary>Lease and Stop: what the names of the run's files begin with, to say which run is meant.</summary>
    public const string Files = "files";

    /// <summary>Lease: until when the lease lasts, with the worker and without it, in nanoseconds of the boot-time clock.</summary>
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
