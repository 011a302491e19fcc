namespace Haulbeat.Lab.Reporting;

/// <summary>What happened to one message under one strategy and one fault, as observed from outside.</summary>
/// <remarks>If the cell did not run, only <see cref="Strategy"/>, <see cref="Fault"/>, <see cref="Why"/> and <see cref="KnowsQueue"/> mean something.</remarks>
public sealed record LabCell
{
    /// <summary>The strategy's name.</summary>
    public required string Strategy { get; init; }

    /// <summary>The fault's name.</summary>
    public required string Fault { get; init; }

    /// <summary>Whether the cell ran.</summary>
    public required bool Ran { get; init; }

    /// <summary>Why it did not run.</summary>
    public string? Why { get; init; }

    /// <summary>The result in one word: <c>clean</c>, <c>unseen</c>, <c>wasted</c>, <c>repeated</c>, <c>overlapped</c>, <c>stuck</c>, <c>dead</c> or <c>lost</c>.</summary>
    public string? Verdict { get; init; }

    /// <summary>The result in one sentence.</summary>
    public required string Said { get; init; }

    /// <summary>What happened to the connections.</summary>
    public LabConnectionFate? Connection { get; init; }

    /// <summary>Whether a connection was lost before a fault could end it: the broker closed it, or the client gave it up.</summary>
    public bool LostByItself { get; init; }

    /// <summary>What happened to the message: <c>done</c>, <c>done-twice</c>, <c>lost</c>, <c>kept</c> (the broker still has it) or <c>dead</c>.</summary>
    public string? Message { get; init; }

    /// <summary>How many runs started.</summary>
    public int RunsStarted { get; init; }

    /// <summary>How many runs completed the work.</summary>
    public int RunsEnded { get; init; }

    /// <summary>The most runs alive at the same time.</summary>
    public int AtOnce { get; init; }

    /// <summary>The duration of all runs together, without the time in which they were frozen.</summary>
    public double SecondsWorked { get; init; }

    /// <summary>The duration of one run.</summary>
    public double SecondsNeeded { get; init; }

    /// <summary>The time from the worker's death or freeze until the broker had closed its connections. Null if it did not close them, or the worker was never gone.</summary>
    public double? NoticedAfter { get; init; }

    /// <summary>Whether the broker noticed that the worker was gone. Null if it was never gone.</summary>
    public bool? Noticed { get; init; }

    /// <summary>Whether the code of the work depends on the queue.</summary>
    public required bool KnowsQueue { get; init; }

    /// <summary>What happened when.</summary>
    public LabTimeline? Timeline { get; init; }
}

/// <summary>What happened to the connections of a cell.</summary>
/// <param name="Kept">Whether none was lost.</param>
/// <param name="LostAfter">When the first was lost, in seconds from the cell's start.</param>
public sealed record LabConnectionFate(bool Kept, double? LostAfter);
