namespace Haulbeat.Custody;

/// <summary>How long custody of a job lasts as things stand.</summary>
/// <param name="SafeUntil">Until when nobody else can be handed the job, though nothing more is heard from its worker: its runner kills it then.</param>
/// <param name="SurvivesUntil">The same, if the worker or its connection is known to be gone. <see cref="BootInstant.Past"/> while the job is only held: it is stopped at once.</param>
public readonly record struct CustodyTerm(BootInstant SafeUntil, BootInstant SurvivesUntil)
{
    /// <summary>Whether custody outlasts the worker and its connection.</summary>
    public bool IsClaimed => SurvivesUntil > BootInstant.Past;

    /// <summary>Custody that lasts as long with the worker as without it.</summary>
    public static CustodyTerm Claimed(BootInstant until) => new(until, until);

    /// <summary>Custody that hangs on the worker's connection.</summary>
    public static CustodyTerm Held(BootInstant until) => new(until, BootInstant.Past);
}
