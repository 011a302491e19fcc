using System.CommandLine;
using Haulbeat.Cli.Commands;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Cli.Experimenting;

/// <summary>The options of <c>lab</c>, all read and judged before anything is done.</summary>
internal sealed record LabOptions(LabSettings Settings, IReadOnlyList<Strategy> Strategies, IReadOnlyList<Fault> Faults, string? Broker, string? Page)
{
    private const string DefaultPage = "haulbeat-lab.html";

    private static readonly Option<string?> StrategiesOption = new("--strategies") { HelpName = "A,B", Description = $"Only these rows: {Names(StrategyCatalogue.All.Select(each => each.Name))}." };
    private static readonly Option<string?> FaultsOption = new("--faults") { HelpName = "A,B", Description = $"Only these columns: {Names(FaultCatalogue.All.Select(each => each.Name))}." };
    private static readonly Option<string?> HeartbeatOption = new("--heartbeat") { HelpName = "TIME", Description = "What the strategies ask the broker for, in whole seconds (2s)." };
    private static readonly Option<string?> WorkOption = new("--work") { HelpName = "TIME", Description = "How long a message's work takes (ten heartbeats, at least 15s)." };
    private static readonly Option<string?> HtmlOption = new("--html") { HelpName = "FILE", Description = $"Where the page with the timelines goes ({DefaultPage}; with --json there is none unless asked for)." };

    public static IReadOnlyList<Option> All { get; } = [StrategiesOption, FaultsOption, HeartbeatOption, WorkOption, HtmlOption];

    /// <param name="invocation">The call.</param>
    /// <param name="python">A Python that has pika, or null.</param>
    public static LabOptions Read(Invocation invocation, string? python) => new(
        Times(invocation.Parsed, python),
        Choose(invocation.Parsed.GetValue(StrategiesOption), StrategyCatalogue.All, each => each.Name, "--strategies", "strategy"),
        Choose(invocation.Parsed.GetValue(FaultsOption), FaultCatalogue.All, each => each.Name, "--faults", "fault"),
        invocation.Settings.Get(CommandSettings.Broker) is { } broker ? Address(broker) : null,
        PagePath(invocation));

    private static LabSettings Times(ParseResult parsed, string? python)
    {
        var heartbeat = Duration(parsed, HeartbeatOption) ?? LabSettings.DefaultHeartbeat;
        var work = Duration(parsed, WorkOption) ?? LabSettings.DefaultWork(heartbeat);
        return LabSettings.Complaint(heartbeat, work) is { } complaint
            ? throw new UsageException($"--heartbeat {heartbeat.TotalSeconds:0.###} s, --work {work.TotalSeconds:0.###} s: {complaint}")
            : new LabSettings(heartbeat, work, OwnProgram.Command, VersionCommand.Version, python);
    }

    private static TimeSpan? Duration(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? ValueParser.OfOption(option.Name, text, DurationParser.ParsePositive) : null;

    private static IReadOnlyList<T> Choose<T>(string? names, IReadOnlyList<T> all, Func<T, string> nameOf, string option, string what)
    {
        if (names is null)
        {
            return all;
        }

        var wanted = names.Split(',', StringSplitOptions.TrimEntries);
        return Array.Find(wanted, name => !all.Any(each => nameOf(each) == name)) is { } unknown
            ? throw new UsageException($"{option}: there is no {what} '{unknown}'. There are {Names(all.Select(nameOf))}.")
            : [.. all.Where(each => wanted.Contains(nameOf(each)))];
    }

    // The lab's own proxies stand between the programs and the broker, and see nothing through TLS.
    private static string Address(string address) => address.Split(':')[0] switch
    {
        "file" => throw new UsageException("The lab is about RabbitMQ: it cannot take place on the embedded queue (file:). Give --broker amqp://…, or have rabbitmq-server installed and no broker configured."),
        "amqps" => throw new UsageException("The lab watches the connections from between, and sees nothing through TLS (amqps:). Give --broker amqp://…, or have rabbitmq-server installed and no broker configured."),
        _ => address,
    };

    private static string? PagePath(Invocation invocation)
    {
        var page = invocation.Parsed.GetValue(HtmlOption) ?? (invocation.Json ? null : DefaultPage);
        return page is null || Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(page))) && !Directory.Exists(page)
            ? page
            : throw new UsageException($"--html: {page} cannot be written there: there is no such folder, or it is one.");
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
