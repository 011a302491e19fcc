using Haulbeat.Lab.Brokers;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;
using Haulbeat.RabbitMQ;
using Haulbeat.Transports;

namespace Haulbeat.Lab;

/// <summary>Runs strategies for long work side by side on a real broker, under faults. It leaves nothing behind.</summary>
/// <param name="settings">What to show.</param>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="time">The clock.</param>
public sealed class Laboratory(LabSettings settings, Func<string, string?> environment, TimeProvider time)
{
    private const int IdLength = 8;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private LabSettings settings = settings;
    private readonly string id = Guid.NewGuid().ToString("n")[..IdLength];

    /// <summary>All strategies, in the table's order.</summary>
    public static IReadOnlyList<LabStrategy> Strategies { get; } = [.. Strategy.All.Select(strategy => strategy.Row)];

    /// <summary>All faults, in the table's order.</summary>
    public static IReadOnlyList<LabFault> Faults { get; } = [.. Fault.All.Select(fault => fault.Column)];

    /// <summary>Runs the lab.</summary>
    /// <param name="address">The broker to use; null: the lab starts its own.</param>
    /// <param name="progress">Follows the run.</param>
    /// <param name="cancellationToken">Ends the run early. It cleans up first.</param>
    /// <exception cref="TransportException">The broker does not answer, there is none, or the address is invalid.</exception>
    public async Task<LabReport> RunAsync(string? address, ILabProgress progress, CancellationToken cancellationToken)
    {
        settings = settings with { Python = await PythonPrograms.FindPythonAsync(cancellationToken) };
        var folder = Directory.CreateTempSubdirectory("haulbeat-lab-").FullName;
        try
        {
            return address is null
                ? await RunOnOwnBrokerAsync(folder, progress, cancellationToken)
                : await RunOnGivenBrokerAsync(address, folder, progress, cancellationToken);
        }
        finally
        {
            await TaggedProcesses.KillAsync(id + ".", time);
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<LabReport> RunOnOwnBrokerAsync(string folder, ILabProgress progress, CancellationToken cancellationToken)
    {
        var server = RabbitMQServer.Find(environment);
        var plan = Plan(givenBroker: null);
        progress.Started(plan.Outline(broker: null));
        var ackTimeout = plan.NeedsShortAckTimeout ? CellPlan.ShortAckTimeout(settings) : (TimeSpan?)null;
        await using var brokers = await BrokerSet.StartAsync(server, folder, id + ".", plan.NeedsStandardBroker, ackTimeout, time, cancellationToken);
        return await RunAsync(plan, brokers, await brokers.Any.VersionAsync(cancellationToken), folder, progress, cancellationToken);
    }

    private async Task<LabReport> RunOnGivenBrokerAsync(string address, string folder, ILabProgress progress, CancellationToken cancellationToken)
    {
        var shown = await CheckAsync(address, cancellationToken);
        await using var brokers = BrokerSet.Given(new Uri(address), time);
        var version = await brokers.Any.VersionAsync(cancellationToken);
        var plan = Plan(Parse(version));
        progress.Started(plan.Outline(shown));
        var shared = await SharedTopology.InspectAsync(brokers.Any, cancellationToken);
        try
        {
            return await RunAsync(plan, brokers, version, folder, progress, cancellationToken);
        }
        finally
        {
            for (var number = 1; number <= plan.Count; number++)
            {
                await brokers.Any.TryDeleteQueuesAsync(Names(number, folder).Queues);
            }

            await shared.RemoveUnusedAsync();
        }
    }

    // The transport explains a wrong address, login or virtual host better than the client does.
    private async Task<string> CheckAsync(string address, CancellationToken cancellationToken)
    {
        await using var transport = await RabbitMQTransport.ConnectAsync(address, ConnectTimeout, "haulbeat lab", time, cancellationToken);
        return transport.Address;
    }

    private async Task<LabReport> RunAsync(LabPlan plan, BrokerSet brokers, string version, string folder, ILabProgress progress, CancellationToken cancellationToken)
    {
        PythonPrograms.Write(folder + "/python");
        var (at, start) = (time.GetUtcNow(), time.GetTimestamp());
        var runner = new PlanRunner(plan, settings, brokers, number => Names(number, folder), time);
        var cells = await runner.RunAsync(progress.Finished, cancellationToken);
        return new LabReport(
            settings.Version, at, new LabBroker(version, brokers.Own), settings.Heartbeat.TotalSeconds, settings.Work.TotalSeconds,
            Math.Round(time.GetElapsedTime(start).TotalSeconds, 1), settings.Strategies, settings.Faults, cells);
    }

    private CellNames Names(int number, string folder) => new(id, number, folder);

    private LabPlan Plan(Version? givenBroker) => LabPlan.Of(settings, givenBroker, Environment.ProcessorCount);

    private static Version Parse(string version) => Version.TryParse(version.Split('-', '+', '~')[0], out var parsed) ? parsed : new Version(0, 0);
}
