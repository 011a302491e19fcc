namespace Haulbeat.Jobs;

/// <summary>How long a job is this worker's, as things stand.</summary>
/// <param name="SafeUntil">Until when nobody else can be handed the job, though nothing more is heard from its worker: its runner kills it then.</param>
/// <param name="SurvivesUntil">The same, if the worker or its connection is known to be gone. <see cref="BootInstant.Past"/> while the job is only unacked: it is stopped at once.</param>
public readonly record struct JobLease(BootInstant SafeUntil, BootInstant SurvivesUntil)
{
    /// <summary>Whether the lease outlasts the worker and its connection.</summary>
    public bool IsLeased => SurvivesUntil > BootInstant.Past;

    /// <summary>The term of a leased job, which lasts as long with the worker as without it.</summary>
    public static JobLease Leased(BootInstant until) => new(until, until);

    /// <summary>The term of an unacked job, which ends with the worker's connection.</summary>
    public static JobLease Held(BootInstant until) => new(until, BootInstant.Past);
}
