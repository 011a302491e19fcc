using Haulbeat.Lab.Brokers;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;
using Haulbeat.Lab.Tidying;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;

namespace Haulbeat.Lab;

/// <summary>The lab: strategies for long work side by side on a real broker, under faults. It leaves nothing behind.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="strategies">The rows.</param>
/// <param name="faults">The columns.</param>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="time">The clock.</param>
internal sealed class Laboratory(LabSettings settings, IReadOnlyList<Strategy> strategies, IReadOnlyList<Fault> faults, Func<string, string?> environment, TimeProvider time)
{
    private const int Letters = 8;

    // Own brokers are up in seven to eight seconds, and their version is known only then.
    private static readonly Venue OwnVenue = new(new Version(0, 0), Own: true);

    private readonly string id = Guid.NewGuid().ToString("n")[..Letters];

    /// <summary>Runs it.</summary>
    /// <param name="address">The reader's broker, or null for one of the lab's own.</param>
    /// <param name="watcher">Told of how it goes.</param>
    /// <param name="cancellationToken">Cancelled: it is broken off, and tidied away.</param>
    /// <exception cref="TransportException">The broker does not answer, or there is none, or the address makes no sense.</exception>
    public async Task<LabReport> RunAsync(string? address, LabWatcher watcher, CancellationToken cancellationToken)
    {
        var broker = address is null ? null : BrokerAddress.Parse(address);
        var bin = broker is null ? RabbitInstallation.Find(environment) : "";
        var folder = Directory.CreateTempSubdirectory("haulbeat-lab-").FullName;
        try
        {
            return broker is null
                ? await OnOwnBrokerAsync(bin, folder, watcher, cancellationToken)
                : await OnBrokerAsync(broker, folder, watcher, cancellationToken);
        }
        finally
        {
            await LabProcesses.KillAsync(id + ".", time);
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<LabReport> OnOwnBrokerAsync(string bin, string folder, LabWatcher watcher, CancellationToken cancellationToken)
    {
        var plan = Plan(OwnVenue);
        watcher.Begins(plan, null);
        var ackTimeout = plan.NeedsShortAckTimeout ? CellPlanner.AckTimeout(settings) : (TimeSpan?)null;
        await using var brokers = await LabBrokers.StartAsync(bin, folder, id + ".", plan.NeedsPlainBroker, ackTimeout, time, cancellationToken);
        return await ReportAsync(plan, brokers, await brokers.Any.VersionAsync(cancellationToken), folder, watcher, cancellationToken);
    }

    private async Task<LabReport> OnBrokerAsync(BrokerAddress address, string folder, LabWatcher watcher, CancellationToken cancellationToken)
    {
        await using var brokers = LabBrokers.Of(address, time);
        var version = await brokers.Any.VersionAsync(cancellationToken);
        var plan = Plan(new Venue(VersionOf(version), Own: false));
        watcher.Begins(plan, address.ToString());
        var shared = await SharedTopology.LookAsync(brokers.Any, cancellationToken);
        try
        {
            return await ReportAsync(plan, brokers, version, folder, watcher, cancellationToken);
        }
        finally
        {
            for (var number = 1; number <= plan.Count; number++)
            {
                await new CellTidier(brokers.Any).RemoveAsync(new CellNames(id, number, folder));
            }

            await shared.RemoveAsync();
        }
    }

    private async Task<LabReport> ReportAsync(LabPlan plan, LabBrokers brokers, string version, string folder, LabWatcher watcher, CancellationToken cancellationToken)
    {
        PythonFiles.Write(folder + "/python");
        var (at, start) = (time.GetUtcNow(), time.GetTimestamp());
        var cells = await new Bench(plan, settings, brokers, number => new CellNames(id, number, folder), time).RunAsync(watcher.Finished, cancellationToken);
        return new LabReport(
            settings.Version, at, new LabBroker(version, brokers.Own), settings.Heartbeat.TotalSeconds, settings.Work.TotalSeconds,
            Math.Round(time.GetElapsedTime(start).TotalSeconds, 1), [.. strategies.Select(each => each.Row)], [.. faults.Select(each => each.Column)], cells);
    }

    private LabPlan Plan(Venue venue) => LabPlan.Of(strategies, faults, settings, venue, Environment.ProcessorCount);

    private static Version VersionOf(string version) => Version.TryParse(version.Split('-', '+', '~')[0], out var parsed) ? parsed : new Version(0, 0);
}
