namespace Haulbeat.RabbitMQ.Connections;

/// <summary>How long a worker can be silent before the broker may hand its jobs to others.</summary>
/// <remarks>
/// The broker checks every heartbeat interval whether anything came, and closes the connection at the second check in a row that finds nothing: two intervals
/// after our last byte at the earliest (https://www.rabbitmq.com/docs/heartbeats). A twentieth is taken off for clocks that run at different rates, and at least half
/// a second so that a whole process tree can be killed in time.
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

    /// <summary>How often to probe a connection, so that one lost probe does no harm.</summary>
    public static TimeSpan ProbeEvery(TimeSpan heartbeat) => Effective(heartbeat) / 2;

    // Without heartbeats the broker notices a lost connection only by TCP, in no known time: be as strict as with the default.
    private static TimeSpan Effective(TimeSpan heartbeat) => heartbeat > TimeSpan.Zero ? heartbeat : BrokerAddress.DefaultHeartbeat;
}
