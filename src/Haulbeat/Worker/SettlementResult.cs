namespace Haulbeat.Worker;

/// <summary>What came of a settlement.</summary>
internal enum SettlementResult
{
    /// <summary>It took effect.</summary>
    Done,

    /// <summary>The lease is lost: whoever holds the job now settles it.</summary>
    Lost,

    /// <summary>It could not be done yet, and the next worker with this state directory does it.</summary>
    Open,
}
