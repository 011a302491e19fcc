namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_one_direction_is_dropped
{
    [Fact]
    public Task Jobs_go_on_though_the_worker_was_not_heard() =>
        NetworkFault.MeetAsync("one direction dropped: to the broker", proxy => proxy.StallToBroker());

    [Fact]
    public Task Jobs_go_on_though_the_broker_was_not_heard() =>
        NetworkFault.MeetAsync("one direction dropped: to the worker", proxy => proxy.StallToClient());
}
