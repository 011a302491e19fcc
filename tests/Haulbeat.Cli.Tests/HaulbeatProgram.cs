using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests;

/// <summary>The native program that ./test published: HAULBEAT_BINARY names it.</summary>
internal static class HaulbeatProgram
{
    private static readonly string Program = Environment.GetEnvironmentVariable("HAULBEAT_BINARY") ?? Repository.PathOf("artifacts/bin/haulbeat");

    public static Task<ProgramEnd> RunAsync(params string[] arguments) => ForeignProgram.RunAsync(Program, arguments);

    public static Task<ProgramEnd> SucceedAsync(params string[] arguments) => ForeignProgram.SucceedAsync(Program, arguments);
}
