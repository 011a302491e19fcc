namespace Haulbeat.Cli.Tests.Foreign;

/// <summary>Queues of one test on the broker that all tests share.</summary>
internal static class TestQueue
{
    public static string NewName() => "test." + Guid.NewGuid().ToString("n");
}
