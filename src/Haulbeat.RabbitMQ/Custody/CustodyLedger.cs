using Haulbeat.Reporting;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>Where the copies of a state directory may lie: a worker that comes back with another name or lease finds them there.</summary>
internal sealed class CustodyLedger(string? stateDirectory, IReporter reporter)
{
    private readonly string? path = stateDirectory is null ? null : Path.Combine(stateDirectory, "custody");

    /// <summary>The custody queues that earlier workers used.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Where(Topology.CustodyNames.IsCustodyQueue).Distinct(StringComparer.Ordinal)] : [];
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
                File.WriteAllLines(path + ".new", queues.Distinct(StringComparer.Ordinal));
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
