namespace Haulbeat.Jobs;

/// <summary>Why a job is dead. Goes with it to the dead letters.</summary>
public sealed record FailureDetails
{
    /// <summary>The most bytes of <see cref="LastOutput"/> in UTF-8: 4 KiB.</summary>
    public const int LongestLastOutput = 4 << 10;

    /// <summary>The outcome's name, <see cref="Jobs.Outcome.Name"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The reason in words.</summary>
    public required string Reason { get; init; }

    /// <summary>The exit code, if the process exited.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal, if one ended the process.</summary>
    public int? Signal { get; init; }

    /// <summary>The end of what the job printed, as valid UTF-8 text of at most <see cref="LongestLastOutput"/> bytes.</summary>
    public string LastOutput { get; init; } = "";

    /// <summary>The worker that ran it.</summary>
    public required string Worker { get; init; }

    /// <summary>When it died.</summary>
    public required DateTimeOffset At { get; init; }
}
