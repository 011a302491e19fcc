using Haulbeat.Reporting;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>Who makes copies: a worker's state directory in one boot of its machine, whichever process owns it just now.</summary>
internal sealed class Holder
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private readonly string directory;

    private Holder(string directory, string boot)
    {
        this.directory = directory;
        Id = $"{directory}/{boot}";
    }

    public string Id { get; }

    /// <summary>Reads the identity of the state directory, or gives it one. Without a directory nobody ever comes back.</summary>
    public static Holder Of(string? stateDirectory, IReporter reporter)
    {
        try
        {
            return new Holder(stateDirectory is null ? New() : ReadOrMake(Path.Combine(stateDirectory, "identity")), ReadBoot());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reporter.Report(new WorkerEvent.Warned($"The identity of the state directory {stateDirectory} can be neither read nor written: {exception.Message} Jobs that run when this worker ends begin again."));
            return new Holder(New(), ReadBoot());
        }
    }

    /// <summary>Whether a copy was made from this state directory, in whichever boot.</summary>
    public bool Made(string holder) => holder.StartsWith(directory + "/", StringComparison.Ordinal);

    private static string ReadOrMake(string path)
    {
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path), out var known))
        {
            return known.ToString("N");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var identity = New();
        File.WriteAllText(path + ".new", identity);
        File.Move(path + ".new", path, overwrite: true);
        return identity;
    }

    private static string ReadBoot() => File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";

    private static string New() => Guid.NewGuid().ToString("N");
}
