namespace Haulbeat.Runner;

/// <summary>The files of one run. Their paths begin alike: a folder for each run would cost a short job more than its process does.</summary>
/// <param name="stem">What all paths begin with.</param>
internal sealed class RunFiles(string stem)
{
    /// <summary>The most bytes of a run's log by default: 16 MiB. The newest are kept.</summary>
    public const long DefaultLogLimit = 16 << 20;

    /// <summary>What all paths begin with.</summary>
    public string Stem { get; } = stem;

    /// <summary>Where the job appends its progress (HAULBEAT_PROGRESS).</summary>
    public string Progress => Stem + ".progress";

    /// <summary>Where the job writes its result (HAULBEAT_RESULT).</summary>
    public string Result => Stem + ".result";

    /// <summary>The message's body, for commands that want a file.</summary>
    public string Body => Stem + ".body";

    /// <summary>What the job printed, the newest part.</summary>
    public string Log => Stem + ".log";

    /// <summary>What it printed before that.</summary>
    public string OlderLog => Stem + ".log.1";

    /// <summary>The job's checkpoint (HAULBEAT_CHECKPOINT).</summary>
    public string Checkpoint => Stem + ".checkpoint";

    /// <summary>The run's descriptor. Written once the run has lasted half a second, removed once its end is settled.</summary>
    public string Record => Stem + ".run.json";

    /// <summary>The job's newest progress, rewritten while it runs.</summary>
    public string Newest => Stem + ".newest-progress";

    /// <summary>The descriptor of the run that ended. Written when nothing of the process tree is left.</summary>
    public string Exit => Stem + ".exit.json";

    /// <summary>The journal of this folder's brief runs: one descriptor a line. Files of their own would cost them more than their processes do.</summary>
    public string Journal => Path.GetDirectoryName(Stem) + ".journal";

    /// <summary>The journal before that one.</summary>
    public string OlderJournal => Journal + ".1";

    /// <summary>The folder of the runners' sockets, beside the folder of the runs.</summary>
    public string Sockets => Path.GetDirectoryName(Path.GetDirectoryName(Stem)) + "/sockets";

    /// <summary>All of them, whether they exist or not.</summary>
    public IEnumerable<string> All => [Log, Exit, Record, Progress, Newest, Result, Body, OlderLog, Checkpoint];
}
