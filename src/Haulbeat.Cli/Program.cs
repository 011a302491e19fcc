using Haulbeat.Cli.Demonstration;
using Haulbeat.Lab;
using Haulbeat.Runner;

namespace Haulbeat.Cli;

internal static class Program
{
    // A runner is started for each slot and has to be small and quick: it must not load the command line's code.
    private static Task<int> Main(string[] arguments) => arguments switch
    {
        [RunnerProgram.Verb, ..] => Task.FromResult(RunnerProgram.Main(arguments)),
        [DemoJob.Verb] => Task.FromResult(DemoJob.Run(TimeProvider.System)),
        [LabProgram.Verb, ..] => LabProgram.RunAsync(arguments, Environment.GetEnvironmentVariable, TimeProvider.System),
        _ => CommandLine.RunAsync(arguments),
    };
}
