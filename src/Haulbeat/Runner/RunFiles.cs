using Haulbeat.Jobs;

namespace Haulbeat.Runner;

/// <summary>The files of one run, side by side under a common beginning: a folder for each run would cost a short job more than its process.</summary>
/// <param name="stem">The path that all of them begin with.</param>
public sealed class RunFiles(string stem)
{
    /// <summary>The most bytes a run's log takes, unless told otherwise: 16 MiB, the newest.</summary>
    public const long DefaultLogLimit = 16 << 20;

    /// <summary>The path that all of them begin with.</summary>
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

    /// <summary>What the job saves to go on from (HAULBEAT_CHECKPOINT).</summary>
    public string Checkpoint => Stem + ".checkpoint";

    /// <summary>Who runs: written once a run has lasted half a second, removed once its end is settled.</summary>
    public string Record => Stem + ".run.json";

    /// <summary>How far it is: rewritten while it runs.</summary>
    public string Newest => Stem + ".newest-progress";

    /// <summary>How it ended: written when nothing of the process tree is left.</summary>
    public string Exit => Stem + ".exit.json";

    /// <summary>Where the brief runs of this folder are noted, a line each, output included: files of their own would cost them more than their processes.</summary>
    internal string Journal => System.IO.Path.GetDirectoryName(Stem) + ".journal";

    /// <summary>Where the runners' sockets lie, beside the folder of the runs.</summary>
    internal string Sockets => System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(Stem)) + "/sockets";

    /// <summary>All of them, there or not.</summary>
    public IEnumerable<string> All => [Log, Exit, Record, Progress, Newest, Result, Body, OlderLog, Checkpoint];
}
