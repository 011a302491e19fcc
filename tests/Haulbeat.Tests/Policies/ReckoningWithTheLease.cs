using Haulbeat.Jobs;
using Haulbeat.Policies;

namespace Haulbeat.Tests.Policies;

public sealed class ReckoningWithTheLease
{
    private static readonly BootInstant Now = BootInstant.Past + TimeSpan.FromHours(1);

    [Theory]
    [InlineData(2, 0.2)]
    [InlineData(300, 1)]
    public void A_job_is_killed_before_another_worker_may_have_it(double lease, double margin)
    {
        var terms = new LeaseTerms(TimeSpan.FromSeconds(lease));

        (terms.EndsAt(Now) - terms.SafeUntil(Now)).Should().Be(TimeSpan.FromSeconds(margin));
        terms.SafeBefore(terms.EndsAt(Now)).Should().Be(terms.SafeUntil(Now));
    }

    [Theory]
    [InlineData(300, null, 100)]
    [InlineData(7200, null, 600)]
    [InlineData(7200, 60.0, 20)]
    [InlineData(7200, 0.1, 0.5)]
    public void It_is_renewed_in_good_time(double lease, double? ackTimeout, double every) =>
        new LeaseTerms(TimeSpan.FromSeconds(lease)).RenewEvery(ackTimeout is { } timeout ? TimeSpan.FromSeconds(timeout) : null).Should().Be(TimeSpan.FromSeconds(every));
}
