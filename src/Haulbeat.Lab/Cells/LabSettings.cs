using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Cells;

/// <summary>What was asked for.</summary>
/// <param name="Heartbeat">What the strategies ask the broker for, in whole seconds.</param>
/// <param name="Work">How long a message's work takes.</param>
/// <param name="Program">This very program and its first arguments.</param>
/// <param name="Version">Its version.</param>
/// <param name="Python">A Python that has pika, or null.</param>
internal sealed record LabSettings(TimeSpan Heartbeat, TimeSpan Work, IReadOnlyList<string> Program, string Version, string? Python)
{
    public static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(2);

    // A job of Haulbeat's is claimed after 5 s: what happens earlier is not what long work is about.
    private static readonly TimeSpan ShortestWork = TimeSpan.FromSeconds(15);
    private const int Heartbeats = 10;

    /// <summary>Work of many heartbeats.</summary>
    public static TimeSpan DefaultWork(TimeSpan heartbeat) => heartbeat * Heartbeats is var many && many < ShortestWork ? ShortestWork : many;

    /// <summary>What is wrong with these times, or null.</summary>
    public static string? Complaint(TimeSpan heartbeat, TimeSpan work) => (heartbeat, work) switch
    {
        _ when heartbeat < TimeSpan.FromSeconds(1) || heartbeat.Ticks % TimeSpan.TicksPerSecond != 0 || heartbeat > TimeSpan.FromMinutes(1) => "a heartbeat is 1 to 60 whole seconds.",
        _ when work < ShortestWork || work < heartbeat * 6 => $"the work has to last at least 15 s and six heartbeats, to show anything.",
        _ => null,
    };
}
