using Haulbeat.Jobs;
using Haulbeat.Policies;

namespace Haulbeat.Tests.Policies;

public sealed class CountingInterruptions
{
    private static readonly Job Film = new() { Id = "film", Queue = "films", Interruptions = 3 };

    [Fact]
    public void As_many_as_allowed_are_allowed() => InterruptionBudget.Judge(Film, limit: 3).Should().BeNull();

    [Fact]
    public void One_more_is_too_many()
    {
        var outcome = InterruptionBudget.Judge(Film, limit: 2)!;

        outcome.Reason.Should().Contain("interrupted 3 times").And.Contain("allows 2");
        InterruptionBudget.Settle(outcome, "worker", DateTimeOffset.UnixEpoch).Details
            .Should().BeEquivalentTo(new { Outcome = "interrupted", outcome.Reason, Worker = "worker", At = DateTimeOffset.UnixEpoch });
    }
}
