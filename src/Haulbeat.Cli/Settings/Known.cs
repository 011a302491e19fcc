using System.CommandLine;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Settings;

/// <summary>The settings there are.</summary>
internal static class Known
{
    private static readonly IReadOnlyDictionary<string, string> NoEnvironment = new Dictionary<string, string>(StringComparer.Ordinal);

    public static readonly Setting<string?> Broker = One<string?>("broker", "URL", Values.Text, null, "amqp://, amqps:// or file:PATH. Without it an embedded queue of your own.");
    public static readonly Setting<TimeSpan> ConnectTimeout = One("connect-timeout", "TIME", Durations.ParsePositive, TimeSpan.FromSeconds(10), "How long to try to reach the broker (10s).");
    public static readonly Setting<bool> Json = Switch("json", "JSON on stdout, one object a line, and nothing else there.");
    public static readonly Setting<QueueDeclaration> Declare = One("declare", "KIND", Values.Declaration, QueueDeclaration.Quorum, "What to make of a queue that does not exist: quorum (the default), classic, transient, or never. An existing queue is used as it is.");

    public static readonly Setting<int> Slots = One("slots", "N", Values.Count, 1, "How many jobs run at once (1).");
    public static readonly Setting<TimeSpan> Lease = One("lease", "TIME", Durations.ParsePositive, TimeSpan.FromMinutes(5), "How long a job stays this worker's without word from it (5m).");
    public static readonly Setting<TimeSpan> LeaseAfter = One("lease-after", "TIME", Durations.Parse, TimeSpan.FromSeconds(5), "When a job is leased, so that it outlasts connections and workers: this long after its delivery; 0: before it starts (5s).");
    public static readonly Setting<int> Interruptions = One("interruptions", "N", Values.Count, 100, "How often connections, workers and hosts may interrupt a job before it goes to the dead letters (100).");
    public static readonly Setting<TimeSpan> Grace = One("grace", "TIME", Durations.Parse, TimeSpan.FromSeconds(30), "How long a job that is asked to stop may take before it is killed (30s).");
    public static readonly Setting<bool> UntilEmpty = Switch("until-empty", "End once the queues are empty and the jobs have ended.");
    public static readonly Setting<int?> MaxJobs = One<int?>("max-jobs", "N", text => Values.Count(text), null, "End after this many jobs.");
    public static readonly Setting<string?> Name = One<string?>("name", "NAME", WorkerName.Parse, null, "The worker's name, unique among a broker's workers. Without it the machine's.");
    public static readonly Setting<string?> StateDirectory = One<string?>("state-dir", "DIR", Values.Text, null, "Where the worker keeps its runs.");
    public static readonly Setting<string> OnStop = One("on-stop", "WHAT", Values.OneOf("drain", "leave", "return"), "drain", "On SIGTERM or Ctrl-C: drain (finish what runs; a second signal: return), leave (the jobs run on, and the next worker with this state directory goes on with them) or return (stop the jobs and hand them back).");
    public static readonly Setting<string?> Progress = One<string?>("progress", "KIND", Values.OneOf("ffmpeg"), null, "ffmpeg: COMMAND is run with -progress pipe:1.", variable: false);
    public static readonly Setting<IReadOnlyDictionary<string, string>> Environment = Many("env", "K=V", JobVariables.Parse, NoEnvironment, "Adds to the jobs' environment. May be given several times.");

    /// <summary>All of them: what may stand in a configuration file.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Broker, ConnectTimeout, Json, Declare, Slots, Lease, LeaseAfter, Interruptions, Grace, UntilEmpty, MaxJobs, Name, StateDirectory, OnStop, Progress, Environment];

    /// <summary>The configuration file itself: a flag, or HAULBEAT_CONFIG.</summary>
    public static Setting<string?> Configuration { get; } = One<string?>("config", "FILE", Values.Text, null, "A configuration file (JSON) that goes before the user's and the machine's.");

    // A job that calls haulbeat has HAULBEAT_PROGRESS in its environment: the job protocol's, no setting.
    private static Setting<T> One<T>(string name, string what, Func<string, T> parse, T otherwise, string description, bool variable = true)
    {
        var option = new Option<string>("--" + name) { HelpName = what, Description = description };
        return variable
            ? new Setting<T>(name, option, texts => parse(texts[^1]), otherwise)
            : new Setting<T>(name, option, texts => parse(texts[^1]), otherwise) { Variable = null };
    }

    private static Setting<T> Many<T>(string name, string what, Func<IReadOnlyList<string>, T> parse, T otherwise, string description) =>
        new(name, new Option<string[]>("--" + name) { HelpName = what, Description = description }, parse, otherwise) { Variable = null };

    // Takes no value, so that `send films --json true` sends the body "true".
    private static Setting<bool> Switch(string name, string description) =>
        new(name, new Option<bool>("--" + name) { Arity = ArgumentArity.Zero, Description = description }, texts => Values.Flag(texts[^1]), false);
}
