using System.CommandLine;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Settings;

/// <summary>All settings, and how commands declare those that they read.</summary>
internal static class CommandSettings
{
    public static readonly Setting<string?> Broker = Optional("broker", "URL", ValueParser.Text, "amqp://, amqps:// or file:PATH [an embedded queue of this user]");
    public static readonly Setting<TimeSpan> ConnectTimeout = One("connect-timeout", "TIME", DurationParser.ParsePositive, "10s", "Time to try to reach the broker");
    public static readonly Setting<bool> Json = Switch("json", "Print JSON on stdout, one object per line, and nothing else");
    public static readonly Setting<QueueDeclaration> Declare = One("declare", "KIND", ValueParser.Declaration, "quorum", "Create a missing queue as quorum, classic or transient; never: fail");

    public static readonly Setting<int> Slots = One("slots", "N", ValueParser.Count, "1", "Jobs to run at once");
    public static readonly Setting<TimeSpan> Lease = One("lease", "TIME", DurationParser.ParsePositive, "5m", "Time a job stays reserved for this worker without a renewal");
    public static readonly Setting<TimeSpan> LeaseAfter = One("lease-after", "TIME", DurationParser.Parse, "5s", "Time after which a running job is leased, so that it survives its worker; 0: before it starts");
    public static readonly Setting<int> Interruptions = One("interruptions", "N", ValueParser.Count, "100", "Times that connections, workers and hosts may interrupt a job before it is dead");
    public static readonly Setting<TimeSpan> Grace = One("grace", "TIME", DurationParser.Parse, "30s", "Time a job has to stop before it is killed");
    public static readonly Setting<bool> UntilEmpty = Switch("until-empty", "Exit once the queues are empty and the jobs have ended");
    public static readonly Setting<int?> MaxJobs = One<int?>("max-jobs", "N", text => ValueParser.Count(text), null, "Exit after N jobs");
    public static readonly Setting<string?> Name = Optional("name", "NAME", ValueParser.WorkerName, "Name of the worker, unique on the broker [the name of this machine]");
    public static readonly Setting<string?> StateDirectory = Optional("state-dir", "DIR", ValueParser.Text, "Folder for the worker's runs [a folder of this user]");
    public static readonly Setting<string> OnStop = One("on-stop", "WHAT", ValueParser.OneOf("drain", "detach", "return"), "drain", "On SIGTERM or Ctrl-C: drain (finish jobs), detach (leave them running), return (stop and requeue them)");
    public static readonly Setting<IReadOnlyDictionary<string, string>> Environment = Many("env", "K=V", ValueParser.JobEnvironment, "Add a variable to the jobs' environment; repeatable");

    // No variable: a job that calls haulbeat finds HAULBEAT_PROGRESS, which belongs to the job protocol.
    public static readonly Setting<string?> Progress = Optional("progress", "KIND", ValueParser.OneOf("ffmpeg"), "Read progress from COMMAND's output; ffmpeg: COMMAND is run with -progress pipe:1", hasVariable: false);

    /// <summary>Every setting that a configuration file may hold.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Broker, ConnectTimeout, Json, Declare, Slots, Lease, LeaseAfter, Interruptions, Grace, UntilEmpty, MaxJobs, Name, StateDirectory, OnStop, Progress, Environment];

    /// <summary>The configuration file itself: a flag, or HAULBEAT_CONFIG.</summary>
    public static Setting<string?> Configuration { get; } = Optional("config", "FILE", ValueParser.Text, "Read this JSON configuration file before the user's and the machine's");

    /// <summary>Adds settings as options, and those that every command has.</summary>
    public static void AddSettings(this Command command, params Setting[] settings)
    {
        foreach (var setting in settings.Append(Json).Append(Configuration))
        {
            command.Options.Add(setting.Option);
        }
    }

    /// <summary>Adds settings as options, and those of every command that talks to the broker.</summary>
    public static void AddBrokerSettings(this Command command, params Setting[] settings) =>
        command.AddSettings([.. settings, Broker, ConnectTimeout]);

    private static Setting<T> One<T>(string name, string value, Func<string, T> parse, string? defaultText, string description, bool hasVariable = true)
    {
        var option = new Option<string>("--" + name) { HelpName = value, Description = defaultText is null ? description : $"{description} [{defaultText}]" };
        var setting = new Setting<T>(name, option, texts => parse(texts[^1]), defaultText is null ? default! : parse(defaultText));
        return hasVariable ? setting : new Setting<T>(name, option, setting.Parse, setting.Default) { Variable = null };
    }

    private static Setting<string?> Optional(string name, string value, Func<string, string> parse, string description, bool hasVariable = true) =>
        One<string?>(name, value, parse, null, description, hasVariable);

    private static Setting<IReadOnlyDictionary<string, string>> Many(string name, string value, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>> parse, string description) =>
        new(name, new Option<string[]>("--" + name) { HelpName = value, Description = description }, parse, parse([])) { Variable = null };

    // Takes no value, so that `send films --json true` sends the body "true".
    private static Setting<bool> Switch(string name, string description) =>
        new(name, new Option<bool>("--" + name) { Arity = ArgumentArity.Zero, Description = description }, texts => ValueParser.Flag(texts[^1]), false);
}
