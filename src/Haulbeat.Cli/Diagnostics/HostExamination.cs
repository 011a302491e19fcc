using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Looks at this machine for what the guarantees rest on.</summary>
internal static class HostExamination
{
    public static IEnumerable<Check> Run(string stateOfWorkers)
    {
        yield return KernelCheck.Look();
        yield return ClockCheck.Look();
        yield return CgroupCheck.Look();
        yield return StateDirectoryCheck.Look(stateOfWorkers);
        if (Directory.Exists(stateOfWorkers))
        {
            yield return FileSystemCheck.Look(stateOfWorkers);
            yield return FreeSpaceCheck.Look(stateOfWorkers);
        }

        yield return OpenFilesCheck.Look();
    }
}
