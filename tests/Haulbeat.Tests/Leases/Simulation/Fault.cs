namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Length">For how long.</param>
/// <param name="Target">To whom: chooses among what there is.</param>
internal sealed record Fault(FaultKind Kind, long At, long Length, int Target)
{
    public override string ToString() => $"{Kind} at {World.Show(At)} for {World.Show(Length)}, target {Target}";
}
