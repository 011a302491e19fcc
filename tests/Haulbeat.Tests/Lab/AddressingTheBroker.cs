using Haulbeat.Lab.Brokers;

namespace Haulbeat.Tests.Lab;

public sealed class AddressingTheBroker
{
    [Theory]
    [InlineData("amqp://localhost", "amqp://guest:guest@127.0.0.1:1234")]
    [InlineData("amqp://localhost/", "amqp://guest:guest@127.0.0.1:1234")]
    [InlineData("amqp://anna:p%40ss%2Fword@broker:5673/films", "amqp://anna:p%40ss%2Fword@127.0.0.1:1234/films")]
    [InlineData("amqp://anna@broker/%2Fa%2Fb?heartbeat=5", "amqp://anna:guest@127.0.0.1:1234/%2Fa%2Fb")]
    public void Programs_reach_it_through_the_proxy_with_the_same_login_and_virtual_host(string address, string expected) =>
        Client(address).AddressThrough(1234).Should().Be(expected);

    [Theory]
    [InlineData("amqp://localhost", "localhost", 5672)]
    [InlineData("amqp://[::1]:5673/films", "::1", 5673)]
    public void The_proxy_connects_to_its_host_and_port(string address, string host, int port) =>
        (Client(address).Host, Client(address).Port).Should().Be((host, port));

    private static BrokerClient Client(string address) => new(new Uri(address), TimeProvider.System);
}
