namespace Haulbeat.Lab.Observing;

/// <summary>What became of a message in one word, the gravest that holds.</summary>
internal enum Verdict
{
    /// <summary>The message is gone, and no run of it came to its end.</summary>
    Lost,

    /// <summary>Two runs were alive at the same moment.</summary>
    Overlapped,

    /// <summary>The message lies among the dead letters, with the reason.</summary>
    Dead,

    /// <summary>The work was done to its end more than once, or was done and will be again: the broker has the message still.</summary>
    Repeated,

    /// <summary>No run came to its end, and the broker has the message still: the work begins again and again, or waits for somebody who is gone.</summary>
    Stuck,

    /// <summary>Done once, but part of the work was done for nothing.</summary>
    Wasted,

    /// <summary>Done once and nothing for nothing, but while the worker was gone nobody could tell.</summary>
    Unseen,

    /// <summary>Done once, nothing for nothing, and an outsider could tell when the worker was gone.</summary>
    Clean,
}
