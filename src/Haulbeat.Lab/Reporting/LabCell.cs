using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Reporting;

/// <summary>What became of one message under one strategy and one fault. All of it was observed, from outside.</summary>
/// <remarks>Of a cell that did not run only <see cref="Strategy"/>, <see cref="Fault"/>, <see cref="Why"/> and <see cref="KnowsQueue"/> say something.</remarks>
internal sealed record LabCell
{
    public required string Strategy { get; init; }

    public required string Fault { get; init; }

    /// <summary>Whether it ran.</summary>
    public required bool Ran { get; init; }

    /// <summary>Why it did not run.</summary>
    public string? Why { get; init; }

    /// <summary>One word for all of it: see <see cref="Observing.Verdict"/>. Null if it did not run.</summary>
    public string? Verdict { get; init; }

    /// <summary>One plain sentence.</summary>
    public required string Said { get; init; }

    /// <summary>What became of the connection. Null if it did not run.</summary>
    public LabConnectionFate? Connection { get; init; }

    /// <summary>Whether a connection was lost before a fault could end it: the broker closed it, or the client gave it up.</summary>
    public bool LostByItself { get; init; }

    /// <summary>What became of the message: <c>done</c>, <c>done-twice</c>, <c>lost</c>, <c>kept</c> (the broker has it still) or <c>dead</c>. Null if it did not run.</summary>
    public string? Message { get; init; }

    public int RunsStarted { get; init; }

    public int RunsEnded { get; init; }

    /// <summary>The most runs alive at the same moment.</summary>
    public int AtOnce { get; init; }

    /// <summary>The time that all runs lasted together, without that in which they were frozen.</summary>
    public double SecondsWorked { get; init; }

    /// <summary>The time that one run needs.</summary>
    public double SecondsNeeded { get; init; }

    /// <summary>How long after the worker was killed or frozen the broker had closed its connection. Null if it had not, or nobody was killed or frozen.</summary>
    public double? NoticedAfter { get; init; }

    /// <summary>Whether the broker noticed within the cell that the worker was gone. Null if it was not.</summary>
    public bool? Noticed { get; init; }

    public required bool KnowsQueue { get; init; }

    /// <summary>What happened when. Null if it did not run.</summary>
    public LabTimeline? Timeline { get; init; }
}
