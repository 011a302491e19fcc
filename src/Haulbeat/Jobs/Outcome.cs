namespace Haulbeat.Jobs;

/// <summary>How a run ended: a closed family, read purely from the <see cref="ExitReport"/>.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The outcome's name in events, <c>status</c> and the dead letter's headers.</summary>
    public abstract string Name { get; }

    /// <summary>Exit code 0.</summary>
    public sealed record Succeeded : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "succeeded";
    }

    /// <summary>The job said by its exit code that it failed and that another try may help.</summary>
    public sealed record Failed(int ExitCode) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "failed";
    }

    /// <summary>The job said by its exit code that no further try can help (sysexits.h: usage, data, input, protocol, permission, configuration; 126 and 127 of the shell).</summary>
    public sealed record NonRetryable(int ExitCode) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "non-retryable";
    }

    /// <summary>A signal ended the job that Haulbeat did not send.</summary>
    public sealed record Crashed(int Signal) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "crashed";
    }

    /// <summary>The job cannot be started on any machine: its body does not fit the command line, say.</summary>
    public sealed record Invalid(string Reason) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "invalid";
    }

    /// <summary>This machine could not start the job: the command vanished, the disk is full, no process is to be had.</summary>
    public sealed record NotStarted(string Reason) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "not-started";
    }

    /// <summary>Haulbeat stopped the job because the worker was asked to hand its jobs back, or the runner died.</summary>
    public sealed record Interrupted(string Reason) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "interrupted";
    }

    /// <summary>The lease ended first, and the job was killed so that it never runs twice at once.</summary>
    public sealed record LeaseLost : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "lease-lost";
    }
}
