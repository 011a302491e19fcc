using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A fault that both transports can meet.</summary>
public abstract class FaultTest
{
    [Fact]
    [Trait("Broker", "Each")]
    public async Task No_job_is_lost_and_none_runs_twice_at_once_on_RabbitMQ() => await MeetAsync(await BrokerVenue.SharedAsync());

    [Fact]
    public async Task No_job_is_lost_and_none_runs_twice_at_once_on_the_embedded_queue()
    {
        using var folder = new TemporaryDirectory();
        await MeetAsync(new EmbeddedVenue(folder));
    }

    private protected abstract Task MeetAsync(Venue venue);
}
