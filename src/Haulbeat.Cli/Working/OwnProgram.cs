using System.Reflection;

namespace Haulbeat.Cli.Working;

/// <summary>This program: its version, and how to start it again as a runner or as a job of the demo.</summary>
internal static class OwnProgram
{
    /// <summary>The version that it was built as, without the commit.</summary>
    public static string Version { get; } =
        (typeof(OwnProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];

    /// <summary>The executable and its first arguments.</summary>
    public static IReadOnlyList<string> Command { get; } = Find(Environment.ProcessPath, Environment.GetCommandLineArgs()[0]);

    private static IReadOnlyList<string> Find(string? process, string assembly)
    {
        var program = process ?? throw new InvalidOperationException("The system does not say which executable this process runs.");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.GetFullPath(assembly)] : [program];
    }
}
