using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The lease queues that workers of a state directory used. A worker that comes back with another name or lease finds its lease messages there.</summary>
/// <remarks>A copy of the state directory is another worker's, and must not take the lease messages of the original. The list's first line says whose it is.</remarks>
internal sealed class LeaseQueueList(string? stateDirectory, LeaseOwner owner, IReporter reporter)
{
    private readonly string? path = stateDirectory is null ? null : Path.Combine(stateDirectory, "lease-queues");

    /// <summary>The lease queues that earlier workers used.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            return File.Exists(path) && File.ReadAllLines(path) is [var directory, .. var queues] && directory == owner.Directory
                ? [.. queues.Where(LeaseNames.IsLeaseQueue).Distinct(StringComparer.Ordinal)]
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
