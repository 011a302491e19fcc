using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class ReadingTheAddress
{
    [Fact]
    public void Everything_may_be_left_out_but_the_host()
    {
        var address = BrokerAddress.Parse("amqp://localhost");
        (address.Host, address.Port, address.User, address.Password, address.VirtualHost).Should().Be(("localhost", 5672, "guest", "guest", "/"));
        address.Heartbeat.Should().Be(TimeSpan.FromSeconds(10));
        address.Tls.Should().BeFalse();
    }

    [Fact]
    public void Everything_may_be_given()
    {
        var address = BrokerAddress.Parse("amqps://a%40b:c%2Fd%3Ae@[::1]:1234/x%2Fy?heartbeat=2");
        (address.Host, address.Port, address.User, address.Password, address.VirtualHost).Should().Be(("::1", 1234, "a@b", "c/d:e", "x/y"));
        address.Heartbeat.Should().Be(TimeSpan.FromSeconds(2));
        address.Tls.Should().BeTrue();
    }

    [Theory]
    [InlineData("amqp://u:s3cret")]
    [InlineData("amqp://u:s3cret/vh")]
    [InlineData("u:s3cret:5672")]
    [InlineData("u:s3cret@localhost")]
    [InlineData("amqp://u:s3/cret@localhost")]
    [InlineData("amqp://localhost/?password=s3cret")]
    public void Nor_where_the_address_cannot_be_read(string address) =>
        FluentActions.Invoking(() => BrokerAddress.Parse(address)).Should().Throw<Haulbeat.Transports.TransportException>().Which.Message.Should().NotContain("cret");

    [Theory]
    [InlineData("amqp://u:s3cret@localhost", "amqp://u@localhost:5672")]
    [InlineData("amqps://u:s3cret@localhost/", "amqps://u@localhost:5671")]
    [InlineData("amqp://u:s3cret@localhost/films?heartbeat=2", "amqp://u@localhost:5672/films")]
    [InlineData("amqp://u:s3cret@localhost/%2F", "amqp://u@localhost:5672")]
    public void The_password_is_not_shown(string address, string shown) => BrokerAddress.Parse(address).ToString().Should().Be(shown);
}
