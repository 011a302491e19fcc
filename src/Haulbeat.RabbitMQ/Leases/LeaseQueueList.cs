using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Where the copies of a state directory may lie: a worker that comes back with another name or lease finds them there.</summary>
/// <remarks>In a copy of the state directory the list is the original's, whose copies are not ours to take: its first line says whose it is.</remarks>
internal sealed class LeaseQueueList(string? stateDirectory, LeaseOwner owner, IReporter reporter)
{
    private readonly string? path = stateDirectory is null ? null : Path.Combine(stateDirectory, "lease-queues");

    /// <summary>The lease queues that earlier workers used.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            return File.Exists(path) && File.ReadAllLines(path) is [var directory, .. var queues] && directory == owner.Directory
                ? [.. queues.Where(Topology.LeaseNames.IsLeaseQueue).Distinct(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Warn(exception);
            return [];
        }
    }

    public void Write(IEnumerable<string> queues)
    {
        try
        {
            if (path is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllLines(path + ".new", queues.Distinct(StringComparer.Ordinal).Prepend(owner.Directory));
                File.Move(path + ".new", path, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Warn(exception);
        }
    }

    private void Warn(Exception exception) =>
        reporter.Report(new WorkerEvent.Warned($"The list of lease queues {path} cannot be used: {exception.Message} A worker that comes back with another --name or --lease begins its jobs again."));
}
