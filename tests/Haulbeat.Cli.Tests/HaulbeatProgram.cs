using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests;

/// <summary>Runs the native program to its end.</summary>
internal static class HaulbeatProgram
{
    public static Task<ProgramEnd> RunAsync(params string[] arguments) => ForeignProgram.RunAsync(HaulbeatBinary.Path, arguments);

    public static Task<ProgramEnd> SucceedAsync(params string[] arguments) => ForeignProgram.SucceedAsync(HaulbeatBinary.Path, arguments);
}
