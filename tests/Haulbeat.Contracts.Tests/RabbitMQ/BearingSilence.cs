using Haulbeat.RabbitMQ.Connections;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class BearingSilence
{
    [Theory]
    [InlineData(1, 1.5)]
    [InlineData(2, 3.5)]
    [InlineData(10, 19)]
    [InlineData(60, 114)]
    [InlineData(0, 19)]
    public void A_job_is_safe_for_two_heartbeats_less_a_margin(int heartbeat, double safe) =>
        SilenceLimit.Of(TimeSpan.FromSeconds(heartbeat)).TotalSeconds.Should().BeApproximately(safe, 0.001);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(0)]
    public void There_is_time_for_more_than_one_proof(int heartbeat) =>
        SilenceLimit.ProbeEvery(TimeSpan.FromSeconds(heartbeat)).Should().BeLessThan(SilenceLimit.Of(TimeSpan.FromSeconds(heartbeat)) / 2);
}
