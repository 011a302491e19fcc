using Haulbeat.Cli.Demonstration;
using Haulbeat.Lab;
using Haulbeat.Runner;

namespace Haulbeat.Cli;

internal static class Program
{
    // A runner is started for each job and has to be small and quick: it must not come near the command line's machinery.
    private static Task<int> Main(string[] arguments) => arguments switch
    {
        [RunnerProgram.Verb, ..] => Task.FromResult(RunnerProgram.Main(arguments)),
        [DemoWork.Verb] => Task.FromResult(DemoWork.Run(TimeProvider.System)),
        [LabProgram.Verb, ..] => LabProgram.RunAsync(arguments, Environment.GetEnvironmentVariable, TimeProvider.System),
        _ => CommandLine.RunAsync(arguments),
    };
}
