using Xunit;

namespace Haulbeat.Testing;

/// <summary>The broker that ./test started: HAULBEAT_TEST_BROKER holds its address.</summary>
public static class TestBroker
{
    private static readonly string? Address = Environment.GetEnvironmentVariable("HAULBEAT_TEST_BROKER");

    /// <summary>The broker's address. Without a broker the test is skipped on a person's machine and fails in CI.</summary>
    public static Uri Require()
    {
        Missing.Unless(!string.IsNullOrEmpty(Address), "No RabbitMQ broker: HAULBEAT_TEST_BROKER is not set. Run the tests with ./test, which starts one.");
        return new Uri(Address!);
    }
}
