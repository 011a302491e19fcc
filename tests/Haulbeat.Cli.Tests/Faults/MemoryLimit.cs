using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A memory cgroup, of version 1 or 2, into whose file a process writes itself.</summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string Bytes = "20000000";

    private static readonly (string Folder, string Limit)[] Known = [("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")];

    private readonly DirectoryInfo cgroup;

    public MemoryLimit(string procs)
    {
        var (folder, limit) = Known.FirstOrDefault(IsWritable);
        Missing.Unless(folder is not null, "A memory cgroup is needed that may be written: that takes root.");
        cgroup = Directory.CreateDirectory($"{folder}/haulbeat-test-{Guid.NewGuid():N}");
        File.WriteAllText($"{cgroup.FullName}/{limit}", Bytes);
        File.CreateSymbolicLink(procs, $"{cgroup.FullName}/cgroup.procs");
    }

    public void Dispose() => cgroup.Delete();

    // A cgroup that has just been made shows whether it has the controller, and whether we may make one.
    private static bool IsWritable((string Folder, string Limit) known)
    {
        var probe = $"{known.Folder}/haulbeat-probe-{Guid.NewGuid():N}";
        try
        {
            var made = Directory.CreateDirectory(probe);
            var has = File.Exists($"{probe}/{known.Limit}");
            made.Delete();
            return has;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
