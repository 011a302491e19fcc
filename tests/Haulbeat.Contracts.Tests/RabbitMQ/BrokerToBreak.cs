using Haulbeat.Testing;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>A broker that the tests of one class break in turn.</summary>
public sealed class BrokerToBreak : IAsyncLifetime
{
    public OwnBroker Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Broker = await OwnBroker.StartAsync();

    public ValueTask DisposeAsync() => Broker?.DisposeAsync() ?? default;
}
