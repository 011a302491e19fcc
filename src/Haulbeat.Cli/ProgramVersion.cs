using System.Reflection;

namespace Haulbeat.Cli;

/// <summary>The version this program was built as.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = WithoutCommit(
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0");

    private static string WithoutCommit(string version) => version.Split('+')[0];
}
