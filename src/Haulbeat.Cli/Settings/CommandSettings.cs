using System.CommandLine;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Settings;

/// <summary>All settings, and how commands declare those that they read.</summary>
internal static class CommandSettings
{
    // Made for their defaults alone, which are the library's.
    private static readonly WorkerOptions Defaults = new() { Name = "", StateDirectory = null!, Queues = [], Command = null!, Reporter = null!, RunnerProgram = [] };

    public static readonly Setting<string?> Broker = Text("broker", "URL", "amqp://, amqps:// or file:PATH [an embedded queue of this user]");
    public static readonly Setting<TimeSpan> ConnectTimeout = One("connect-timeout", "TIME", DurationParser.ParsePositive, TimeSpan.FromSeconds(10), "Time to try to reach the broker");
    public static readonly Setting<bool> Json = Switch("json", "Print JSON on stdout, one object per line, and nothing else");
    public static readonly Setting<QueueDeclaration> Declare = One("declare", "KIND", ValueParser.Declaration, Defaults.Declare, "Create a missing queue as quorum, classic or transient; never: fail");

    public static readonly Setting<int> Slots = One("slots", "N", ValueParser.Number, Defaults.Slots, "Jobs to run at once");
    public static readonly Setting<TimeSpan> Lease = One("lease", "TIME", DurationParser.ParsePositive, Defaults.Lease, "Time a job stays reserved for this worker without a renewal");
    public static readonly Setting<TimeSpan> LeaseAfter = One("lease-after", "TIME", DurationParser.Parse, Defaults.LeaseAfter, "Time after which a running job is leased, so that it survives its worker; 0: before it starts");
    public static readonly Setting<int> Interruptions = One("interruptions", "N", ValueParser.Number, Defaults.Interruptions, "Times that connections, workers and hosts may interrupt a job before it is dead");
    public static readonly Setting<TimeSpan> Grace = One("grace", "TIME", DurationParser.Parse, Defaults.Grace, "Time a job has to stop before it is killed");
    public static readonly Setting<bool> UntilEmpty = Switch("until-empty", "Exit once the queues are empty and the jobs have ended");
    public static readonly Setting<int?> MaxJobs = One<int?>("max-jobs", "N", text => ValueParser.Number(text), Defaults.MaxJobs, "Exit after N jobs");
    public static readonly Setting<string?> Name = One<string?>("name", "NAME", ValueParser.WorkerName, null, "Name of the worker, unique on the broker [the name of this machine]");
    public static readonly Setting<string?> StateDirectory = Text("state-dir", "DIR", "Folder for the worker's runs [a folder of this user]");
    public static readonly Setting<string> OnStop = One("on-stop", "WHAT", ValueParser.OneOf("drain", "detach", "return"), "drain", "On SIGTERM or Ctrl-C: drain (finish jobs), detach (leave them running), return (stop and requeue them)");
    public static readonly Setting<IReadOnlyDictionary<string, string>> Environment = Many("env", "K=V", ValueParser.JobEnvironment, "Add a variable to the jobs' environment; repeatable");

    // No variable: a job that calls haulbeat finds HAULBEAT_PROGRESS, which belongs to the job protocol.
    public static readonly Setting<string?> Progress = One<string?>("progress", "KIND", ValueParser.OneOf("ffmpeg"), null, "Read progress from COMMAND's output; ffmpeg: COMMAND is run with -progress pipe:1", hasVariable: false);

    /// <summary>Every setting that a configuration file may hold.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Broker, ConnectTimeout, Json, Declare, Slots, Lease, LeaseAfter, Interruptions, Grace, UntilEmpty, MaxJobs, Name, StateDirectory, OnStop, Progress, Environment];

    /// <summary>The configuration file itself: a flag, or HAULBEAT_CONFIG.</summary>
    public static Setting<string?> Configuration { get; } = Text("config", "FILE", "Read this JSON configuration file before the user's and the machine's");

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

    private static Setting<T> One<T>(string name, string value, Func<string, T> parse, T defaultValue, string description, bool hasVariable = true)
    {
        var option = new Option<string>("--" + name) { HelpName = value, Description = defaultValue is null ? description : $"{description} [{Describe(defaultValue)}]" };
        var setting = new Setting<T>(name, option, texts => parse(texts[^1]), defaultValue);
        return hasVariable ? setting : new Setting<T>(name, option, setting.Parse, defaultValue) { Variable = null };
    }

    private static string? Describe(object defaultValue) => defaultValue switch
    {
        TimeSpan time => DurationParser.Format(time),
        QueueDeclaration declaration => declaration.ToString().ToLowerInvariant(),
        _ => defaultValue.ToString(),
    };

    private static Setting<string?> Text(string name, string value, string description) => One<string?>(name, value, ValueParser.Text, null, description);

    private static Setting<IReadOnlyDictionary<string, string>> Many(string name, string value, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>> parse, string description) =>
        new(name, new Option<string[]>("--" + name) { HelpName = value, Description = description }, parse, parse([])) { Variable = null };

    // Takes no value, so that `send films --json true` sends the body "true".
    private static Setting<bool> Switch(string name, string description) =>
        new(name, new Option<bool>("--" + name) { Arity = ArgumentArity.Zero, Description = description }, texts => ValueParser.Flag(texts[^1]), false);
}
