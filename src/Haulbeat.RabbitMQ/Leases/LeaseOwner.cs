using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Who owns leases: a worker's state directory in one boot of its machine, whichever process uses it.</summary>
internal sealed class LeaseOwner
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const string MachineIdFile = "/etc/machine-id";

    private LeaseOwner(string directory, string boot)
    {
        Directory = directory;
        Id = $"{directory}/{boot}";
    }

    public string Id { get; }

    /// <summary>The state directory, in whichever boot. A copy of the directory, on this machine or another, has another identity.</summary>
    public string Directory { get; }

    /// <summary>Reads the identity of the state directory, or gives it one. Without a directory no later worker reattaches.</summary>
    public static LeaseOwner Of(string? stateDirectory, IReporter reporter)
    {
        try
        {
            return new LeaseOwner(stateDirectory is null ? New() : ReadOrMake(Path.Combine(stateDirectory, "identity")), ReadBoot());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reporter.Report(new WorkerEvent.Warned($"The identity of the state directory {stateDirectory} can be neither read nor written: {exception.Message} Jobs that run when this worker ends begin again."));
            return new LeaseOwner(New(), ReadBoot());
        }
    }

    /// <summary>Whether a lease message was made from this state directory, in whichever boot.</summary>
    public bool Made(string owner) => owner.StartsWith(Directory + "/", StringComparison.Ordinal);

    private static string ReadOrMake(string path)
    {
        if (!File.Exists(path) || !Guid.TryParse(File.ReadAllText(path), out var identity))
        {
            identity = Guid.NewGuid();
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path + ".new", identity.ToString("N"));
            File.Move(path + ".new", path, overwrite: true);
        }

        return $"{identity:N}-{Libc.FileNumber(path):x}-{ReadLine(MachineIdFile)}";
    }

    private static string ReadBoot() => ReadLine(BootIdFile);

    private static string ReadLine(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : "";

    private static string New() => Guid.NewGuid().ToString("N");
}
