using Xunit;

namespace Haulbeat.Testing;

/// <summary>The broker that ./test started: HAULBEAT_TEST_BROKER holds its address.</summary>
public static class TestBroker
{
    private static readonly string? Address = Environment.GetEnvironmentVariable("HAULBEAT_TEST_BROKER");
    private static readonly string? Control = Environment.GetEnvironmentVariable("HAULBEAT_TEST_BROKER_CTL");
    private static BrokerBehavior? behavior;

    /// <summary>The broker's address. Without a broker the test is skipped on a person's machine and fails in CI.</summary>
    public static Uri Require()
    {
        Missing.Unless(!string.IsNullOrEmpty(Address), "No RabbitMQ broker: HAULBEAT_TEST_BROKER is not set. Run the tests with ./test, which starts one.");
        return new Uri(Address!);
    }

    /// <summary>What it does that other versions do differently.</summary>
    public static async Task<BrokerBehavior> BehaviorAsync() => behavior ??= BrokerBehavior.Of(await ControlAsync("version"));

    /// <summary>The command that is rabbitmqctl for it, in words that a blank parts.</summary>
    public static string Controller
    {
        get
        {
            Missing.Unless(!string.IsNullOrEmpty(Control), "No way to control the broker: HAULBEAT_TEST_BROKER_CTL is not set. Run the tests with ./test.");
            return Control!;
        }
    }

    /// <summary>rabbitmqctl against it.</summary>
    public static async Task<string> ControlAsync(params string[] arguments)
    {
        var command = Controller.Split(' ');
        return (await ForeignProgram.SucceedAsync(command[0], command.Skip(1).Concat(arguments))).Text;
    }
}
