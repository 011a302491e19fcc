using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab;

/// <summary>The entry point of the lab's own processes: <c>haulbeat __lab …</c>.</summary>
public static class LabProgram
{
    /// <summary>The first argument that leads here.</summary>
    public const string Verb = "__lab";

    internal const string WorkVerb = "work";

    /// <summary>Runs the program that the arguments name.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Func<string, string?> environment, TimeProvider time)
    {
        if (arguments is [_, WorkVerb, var ledger])
        {
            using var input = new MemoryStream();
            await Console.OpenStandardInput().CopyToAsync(input);
            Work.Do(input.ToArray(), ledger);
            return 0;
        }

        await StrategyOf(arguments)(StrategyContext.Read(environment, time));
        return 0;
    }

    private static Func<StrategyContext, Task> StrategyOf(string[] arguments) => arguments switch
    {
        [_, "callback"] => Callback.RunAsync,
        [_, "starved"] => Starved.RunAsync,
        [_, "two-process"] => TwoProcess.RunAsync,
        [_, "ack-first"] => AckFirst.RunAsync,
        _ => throw new InvalidOperationException($"{Verb} is internal. Run `haulbeat lab`."),
    };
}
