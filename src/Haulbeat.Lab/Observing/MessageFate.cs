namespace Haulbeat.Lab.Observing;

/// <summary>What became of a message.</summary>
internal enum MessageFate
{
    /// <summary>Done once, and gone from the broker.</summary>
    Done,

    /// <summary>Done more than once, and gone from the broker.</summary>
    DoneTwice,

    /// <summary>Never done, and gone from the broker.</summary>
    Lost,

    /// <summary>The broker has it still.</summary>
    Kept,

    /// <summary>Among the dead letters.</summary>
    Dead,
}
