namespace Haulbeat.Lab.Observing;

/// <summary>A cell in one word: the worst that applies.</summary>
internal enum Verdict
{
    /// <summary>The message is gone, and no run completed the work.</summary>
    Lost,

    /// <summary>Two runs were alive at the same time.</summary>
    Overlapped,

    /// <summary>The message is in the dead letters, with the reason.</summary>
    Dead,

    /// <summary>The work was completed more than once, or completed while the broker still has the message.</summary>
    Repeated,

    /// <summary>No run completed the work, and the broker still has the message: the work restarts again and again, or waits for a worker that is gone.</summary>
    Stuck,

    /// <summary>Done once, but part of the work was in vain.</summary>
    Wasted,

    /// <summary>Done once without waste, but the broker did not notice that the worker was gone.</summary>
    Unseen,

    /// <summary>Done once without waste, and the broker noticed when the worker was gone.</summary>
    Clean,
}

/// <summary>What happened to a message.</summary>
internal enum MessageFate
{
    /// <summary>Done once, and gone from the broker.</summary>
    Done,

    /// <summary>Done more than once, and gone from the broker.</summary>
    DoneTwice,

    /// <summary>Never done, and gone from the broker.</summary>
    Lost,

    /// <summary>The broker still has it.</summary>
    Kept,

    /// <summary>In the dead letters.</summary>
    Dead,
}

/// <summary>How the report writes them.</summary>
internal static class ReportIds
{
    public static string Id(this Verdict verdict) => verdict.ToString().ToLowerInvariant();

    public static string Id(this MessageFate fate) => fate == MessageFate.DoneTwice ? "done-twice" : fate.ToString().ToLowerInvariant();
}
