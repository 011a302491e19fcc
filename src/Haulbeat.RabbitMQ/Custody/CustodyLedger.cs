using Haulbeat.Reporting;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>Where the copies of a state directory may lie: a worker that comes back with another name or lease finds them there.</summary>
/// <remarks>In a copy of the state directory the list is the original's, whose copies are not ours to take: its first line says whose it is.</remarks>
internal sealed class CustodyLedger(string? stateDirectory, Holder holder, IReporter reporter)
{
    private readonly string? path = stateDirectory is null ? null : Path.Combine(stateDirectory, "custody");

    /// <summary>The custody queues that earlier workers used.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            return File.Exists(path) && File.ReadAllLines(path) is [var owner, .. var queues] && owner == holder.Directory
                ? [.. queues.Where(Topology.CustodyNames.IsCustodyQueue).Distinct(StringComparer.Ordinal)]
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
                File.WriteAllLines(path + ".new", queues.Distinct(StringComparer.Ordinal).Prepend(holder.Directory));
                File.Move(path + ".new", path, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Warn(exception);
        }
    }

    private void Warn(Exception exception) =>
        reporter.Report(new WorkerEvent.Warned($"The list of custody queues {path} cannot be used: {exception.Message} A worker that comes back with another --name or --lease begins its jobs again."));
}
