namespace Haulbeat.Jobs;

/// <summary>How a run ended: a closed family, read from the <see cref="ExitReport"/>.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The outcome's name in events, <c>status</c> and the dead letter's headers.</summary>
    public abstract string Name { get; }

    /// <summary>The reason in words, for people and for the dead letter.</summary>
    public abstract string Reason { get; }

    /// <summary>The exit code that decided, if one did.</summary>
    public virtual int? ExitCode => null;

    /// <summary>The signal that ended the run, if one did.</summary>
    public virtual int? Signal => null;

    /// <summary>Exit code 0.</summary>
    public sealed record Succeeded : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "succeeded";

        /// <inheritdoc/>
        public override string Reason => "succeeded";

        /// <inheritdoc/>
        public override int? ExitCode => 0;
    }

    /// <summary>The job said by its exit code that it failed and that another try may help.</summary>
    public sealed record Failed(int Code) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "failed";

        /// <inheritdoc/>
        public override string Reason => $"exited with code {Code}";

        /// <inheritdoc/>
        public override int? ExitCode => Code;
    }

    /// <summary>The job said by its exit code that no further try can help (sysexits.h: usage, data, input, protocol, permission, configuration; 126 and 127 of the shell).</summary>
    public sealed record NonRetryable(int Code) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "non-retryable";

        /// <inheritdoc/>
        public override string Reason => $"exited with code {Code}, which says that trying again cannot help";

        /// <inheritdoc/>
        public override int? ExitCode => Code;
    }

    /// <summary>A signal ended the job that Haulbeat did not send.</summary>
    public sealed record Crashed(int Number) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "crashed";

        /// <inheritdoc/>
        public override string Reason => $"ended by signal {Number} ({SignalName.Of(Number)})";

        /// <inheritdoc/>
        public override int? Signal => Number;
    }

    /// <summary>No machine can start the job: its body does not fit the command line, say.</summary>
    public sealed record Invalid(string Reason) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "invalid";

        /// <inheritdoc/>
        public override string Reason { get; } = Reason;
    }

    /// <summary>The infrastructure ended the run, or never let it start: the worker requeued its jobs, the runner died, the disk was full.</summary>
    public sealed record Interrupted(string Reason) : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "interrupted";

        /// <inheritdoc/>
        public override string Reason { get; } = Reason;
    }

    /// <summary>The lease ended first, and the job was killed so that it never runs twice at once.</summary>
    public sealed record LeaseLost : Outcome
    {
        /// <inheritdoc/>
        public override string Name => "lease-lost";

        /// <inheritdoc/>
        public override string Reason => "the lease was lost before it ended";
    }
}
