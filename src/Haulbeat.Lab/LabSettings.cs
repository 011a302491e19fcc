using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab;

/// <summary>What a lab run shows.</summary>
/// <param name="Heartbeat">The heartbeat that the strategies request, in whole seconds.</param>
/// <param name="Work">How long the work of a message takes.</param>
/// <param name="Strategies">The rows: some of <see cref="Laboratory.Strategies"/>.</param>
/// <param name="Faults">The columns: some of <see cref="Laboratory.Faults"/>.</param>
/// <param name="Program">The command that starts this program again.</param>
/// <param name="Version">This program's version.</param>
public sealed record LabSettings(
    TimeSpan Heartbeat, TimeSpan Work, IReadOnlyList<LabStrategy> Strategies, IReadOnlyList<LabFault> Faults, IReadOnlyList<string> Program, string Version)
{
    // Haulbeat leases a job after 5 s. Shorter work would not show what happens to long work.
    private static readonly TimeSpan ShortestWork = TimeSpan.FromSeconds(15);
    private const int DefaultHeartbeats = 10;
    private const int FewestHeartbeats = 6;

    /// <summary>The heartbeat where none is given.</summary>
    public static TimeSpan DefaultHeartbeat { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The Python interpreter that has pika, or null.</summary>
    internal string? Python { get; init; }

    /// <summary>The length of the work where none is given: ten heartbeats, at least 15 s.</summary>
    public static TimeSpan DefaultWork(TimeSpan heartbeat) => heartbeat * DefaultHeartbeats is var many && many < ShortestWork ? ShortestWork : many;

    /// <summary>What is wrong with these times, or null.</summary>
    public static string? Validate(TimeSpan heartbeat, TimeSpan work) => (heartbeat, work) switch
    {
        _ when heartbeat < TimeSpan.FromSeconds(1) || heartbeat.Ticks % TimeSpan.TicksPerSecond != 0 || heartbeat > TimeSpan.FromMinutes(1) => "the heartbeat must be 1 to 60 whole seconds.",
        _ when work < ShortestWork || work < heartbeat * FewestHeartbeats => "the work must last at least 15 s and six heartbeats.",
        _ => null,
    };
}
