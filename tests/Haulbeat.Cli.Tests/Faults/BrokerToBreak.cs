using Haulbeat.Testing;
namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A broker that the tests of the collection break in turn.</summary>
public sealed class BrokerToBreak : IAsyncLifetime
{
    internal const string Name = "Breaking a broker";

    public OwnBroker Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Broker = await OwnBroker.StartAsync();

    public ValueTask DisposeAsync() => Broker?.DisposeAsync() ?? default;

    [CollectionDefinition(Name)]
    public sealed class Collection : ICollectionFixture<BrokerToBreak>;
}
