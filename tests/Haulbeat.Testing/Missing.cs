using Xunit;

namespace Haulbeat.Testing;

/// <summary>What a test needs and the machine lacks: skips with the reason on a person's machine, fails in CI.</summary>
public static class Missing
{
    /// <summary>Goes on if the condition holds.</summary>
    public static void Unless(bool condition, string reason)
    {
        if (condition)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }
}
