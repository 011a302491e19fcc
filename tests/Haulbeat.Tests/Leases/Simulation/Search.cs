using System.Text;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>Looks for a schedule that breaks a guarantee.</summary>
internal static class Search
{
    /// <summary>How many schedules of each kind: <c>SIMULATION_SCHEDULES</c> asks for more, <c>SIMULATION_SEED</c> for others.</summary>
    public static int Count(int usual) => int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_SCHEDULES"), out var count) ? count : usual;

    private static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_SEED"), out var seed) ? seed : 1;

    /// <summary>Runs schedules until one fails.</summary>
    /// <returns>What happened in the smallest schedule that fails like it, or null if none failed.</returns>
    public static string? ForFailure(Func<int, Schedule> make, int count, Breakage breakage = Breakage.None)
    {
        for (var seed = FirstSeed; seed < FirstSeed + count; seed++)
        {
            if (SimulatedRun.Run(make(seed), breakage) is not null)
            {
                return Describe(Shrink(make(seed), breakage), breakage);
            }
        }

        return null;
    }

    /// <summary>Takes away whatever is not needed for a failure.</summary>
    private static Schedule Shrink(Schedule schedule, Breakage breakage)
    {
        var smaller = Smaller(schedule).FirstOrDefault(candidate => SimulatedRun.Run(candidate, breakage) is not null);
        return smaller is null ? schedule : Shrink(smaller, breakage);
    }

    private static IEnumerable<Schedule> Smaller(Schedule schedule) =>
        schedule.Faults.Select(fault => schedule with { Faults = [.. schedule.Faults.Where(other => other != fault)] })
            .Concat(schedule.Jobs.Skip(1).Select(job => schedule with { Jobs = [.. schedule.Jobs.Where(other => other != job)] }))
            .Concat(schedule.Hosts > 1 ? [schedule with { Hosts = schedule.Hosts - 1 }] : []);

    private static string Describe(Schedule schedule, Breakage breakage)
    {
        var trace = new StringBuilder();
        var violation = SimulatedRun.Run(schedule, breakage, trace);
        return $"{violation}\n{schedule}\n{trace}";
    }
}
