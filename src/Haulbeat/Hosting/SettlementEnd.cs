namespace Haulbeat.Hosting;

/// <summary>What came of a settlement.</summary>
internal enum SettlementEnd
{
    /// <summary>It took effect.</summary>
    Done,

    /// <summary>Custody is lost: whoever holds the job now settles it.</summary>
    Lost,

    /// <summary>It could not be done yet, and the next worker with this state directory does it.</summary>
    Open,
}
