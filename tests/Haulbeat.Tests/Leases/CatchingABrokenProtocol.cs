using Haulbeat.Tests.Leases.Simulation;

namespace Haulbeat.Tests.Leases;

/// <summary>A simulation that finds nothing proves something only if it finds what is wrong on purpose.</summary>
public sealed class CatchingABrokenProtocol
{
    [Theory]
    [InlineData(Breakage.AcknowledgesTooEarly, "G1")]
    [InlineData(Breakage.AcknowledgesBeforeTheLog, "G1")]
    [InlineData(Breakage.AcknowledgesBeforeTheEnd, "G1")]
    [InlineData(Breakage.SkipsTheLog, "G2")]
    [InlineData(Breakage.DoesNotReadBack, "G2")]
    [InlineData(Breakage.IgnoresTheClock, "G2")]
    [InlineData(Breakage.TrustsTheConnection, "G2")]
    [InlineData(Breakage.DoesNotWaitForSilentOwners, "G2")]
    [InlineData(Breakage.SkipsTheOwnershipCheck, "G3")]
    [InlineData(Breakage.StartsBeforeItLeases, "G2")]
    [InlineData(Breakage.ForgetsItsRuns, "G2")]
    internal void Each_deliberate_mistake_breaks_a_guarantee(Breakage breakage, string guarantee) =>
        Search.ForFailure(Schedules.Wild, 20_000, breakage).Should().StartWith(guarantee);
}
