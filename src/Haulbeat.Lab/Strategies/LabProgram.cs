namespace Haulbeat.Lab.Strategies;

/// <summary>The way into the lab's own processes: <c>haulbeat __lab …</c>.</summary>
internal static class LabProgram
{
    public const string Verb = "__lab";
    public const string WorkVerb = "work";

    public static async Task<int> RunAsync(string[] arguments, Func<string, string?> environment, TimeProvider time)
    {
        if (arguments is [_, WorkVerb, var ledger])
        {
            using var input = new MemoryStream();
            await Console.OpenStandardInput().CopyToAsync(input);
            Work.Do(input.ToArray(), ledger);
            return 0;
        }

        await StrategyOf(arguments)(LabPlace.Read(environment, time));
        return 0;
    }

    private static Func<LabPlace, Task> StrategyOf(string[] arguments) => arguments switch
    {
        [_, "callback"] => Callback.RunAsync,
        [_, "starved"] => Starved.RunAsync,
        [_, "two-process"] => TwoProcess.RunAsync,
        [_, "ack-first"] => AckFirst.RunAsync,
        _ => throw new InvalidOperationException("This is a command of the lab's own: haulbeat lab."),
    };
}
