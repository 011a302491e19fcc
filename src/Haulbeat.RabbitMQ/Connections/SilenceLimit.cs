namespace Haulbeat.RabbitMQ.Connections;

/// <summary>How long the broker bears our silence before it may hand our jobs to others.</summary>
/// <remarks>
/// The broker looks every heartbeat interval whether anything came, and gives up at the second look in a row that finds nothing: two intervals
/// after our last sign of life at the earliest. A twentieth is taken off for clocks that go at different rates, and at least half a second so
/// that a whole process tree can be killed in time.
/// </remarks>
internal static class SilenceLimit
{
    private static readonly TimeSpan ShortestMargin = TimeSpan.FromMilliseconds(500);

    public static TimeSpan Of(TimeSpan heartbeat)
    {
        var limit = 2 * Effective(heartbeat);
        var margin = limit / 20;
        return limit - (margin > ShortestMargin ? margin : ShortestMargin);
    }

    /// <summary>How often to prove that we live, so that one lost proof does no harm.</summary>
    public static TimeSpan RenewEvery(TimeSpan heartbeat) => Effective(heartbeat) / 2;

    // Without heartbeats the broker notices our end only by TCP, in no known time: be as strict as with the default.
    private static TimeSpan Effective(TimeSpan heartbeat) => heartbeat > TimeSpan.Zero ? heartbeat : BrokerAddress.DefaultHeartbeat;
}
