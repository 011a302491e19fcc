using System.CommandLine;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;
using Haulbeat.Lab;

namespace Haulbeat.Cli.Experimenting;

/// <summary>The options of <c>lab</c>, all read and checked before the lab starts.</summary>
internal sealed record LabOptions(LabSettings Settings, string? Broker, string? Page)
{
    private const string DefaultPage = "haulbeat-lab.html";

    private static readonly Option<string?> StrategiesOption = new("--strategies") { HelpName = "A,B", Description = $"Only these strategies: {Names(Laboratory.Strategies.Select(strategy => strategy.Name))}" };
    private static readonly Option<string?> FaultsOption = new("--faults") { HelpName = "A,B", Description = $"Only these faults: {Names(Laboratory.Faults.Select(fault => fault.Name))}" };
    private static readonly Option<string?> HeartbeatOption = new("--heartbeat") { HelpName = "TIME", Description = "The heartbeat that the strategies request, in whole seconds [2s]" };
    private static readonly Option<string?> WorkOption = new("--work") { HelpName = "TIME", Description = "How long the work of a message takes [ten heartbeats, at least 15s]" };
    private static readonly Option<string?> HtmlOption = new("--html") { HelpName = "FILE", Description = $"The file for the page with the timelines [{DefaultPage}; with --json none]" };

    public static IReadOnlyList<Option> All { get; } = [StrategiesOption, FaultsOption, HeartbeatOption, WorkOption, HtmlOption];

    public static LabOptions Read(Invocation invocation) => new(
        ReadSettings(invocation.Parsed),
        invocation.Settings.Get(CommandSettings.Broker) is { } broker ? Address(broker) : null,
        PagePath(invocation));

    private static LabSettings ReadSettings(ParseResult parsed)
    {
        var heartbeat = Duration(parsed, HeartbeatOption) ?? LabSettings.DefaultHeartbeat;
        var work = Duration(parsed, WorkOption) ?? LabSettings.DefaultWork(heartbeat);
        if (LabSettings.Validate(heartbeat, work) is { } problem)
        {
            throw new UsageException($"--heartbeat {heartbeat.TotalSeconds:0.###} s, --work {work.TotalSeconds:0.###} s: {problem}");
        }

        var strategies = Choose(parsed.GetValue(StrategiesOption), Laboratory.Strategies, strategy => strategy.Name, "--strategies", "strategy");
        var faults = Choose(parsed.GetValue(FaultsOption), Laboratory.Faults, fault => fault.Name, "--faults", "fault");
        return new LabSettings(heartbeat, work, strategies, faults, OwnProgram.Command, OwnProgram.Version);
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
            ? throw new UsageException($"{option}: there is no {what} '{unknown}'. Choose from {Names(all.Select(nameOf))}.")
            : [.. all.Where(each => wanted.Contains(nameOf(each)))];
    }

    // The lab's proxies sit between the programs and the broker. They cannot read TLS.
    private static string Address(string address) => address.Split(':')[0] switch
    {
        "file" => throw new UsageException("The lab needs RabbitMQ and cannot use the embedded queue (file:). Give --broker amqp://…, or install rabbitmq-server and configure no broker."),
        "amqps" => throw new UsageException("The lab reads the connections and cannot read TLS (amqps:). Give --broker amqp://…, or install rabbitmq-server and configure no broker."),
        _ => address,
    };

    private static string? PagePath(Invocation invocation)
    {
        var page = invocation.Parsed.GetValue(HtmlOption) ?? (invocation.Json ? null : DefaultPage);
        return page is null || Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(page))) && !Directory.Exists(page)
            ? page
            : throw new UsageException($"--html: cannot write {page}: its folder does not exist, or it is a folder itself.");
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
