namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_a_connection_is_half_open
{
    [Fact]
    public Task Jobs_go_on_though_only_the_broker_knew() =>
        NetworkFault.MeetAsync("half-open: only the broker knows, new connections are not answered", proxy => proxy.LoseBroker());

    [Fact]
    public Task Jobs_go_on_though_only_the_worker_knew() =>
        NetworkFault.MeetAsync("half-open: only the worker knows", proxy => proxy.LoseClients());
}
