namespace Haulbeat.Jobs;

/// <summary>What a runner saw of a run: all that an <see cref="Outcome"/> is read from.</summary>
internal sealed record ExitReport
{
    /// <summary>The exit code, if the job's process exited.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal, if one ended the job's process.</summary>
    public int? Signal { get; init; }

    /// <summary>Why Haulbeat itself stopped the job, if it did.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>Why the job could not be started, if it could not.</summary>
    public string? StartError { get; init; }

    /// <summary>Whether <see cref="StartError"/> is the message's own fault, so that no machine could start it.</summary>
    public bool Invalid { get; init; }

    /// <summary>Whether this machine could not start the job, and may be able to later.</summary>
    public bool CanStartLater => StartError is not null && !Invalid;

    /// <summary>Whether something of the process tree could not be killed: a process stuck in the kernel, or one of another user's.</summary>
    public bool Survivors { get; init; }
}
