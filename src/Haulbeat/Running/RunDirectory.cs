namespace Haulbeat.Running;

/// <summary>The folder of one run, and what lies where in it.</summary>
/// <param name="path">The folder.</param>
public sealed class RunDirectory(string path)
{
    /// <summary>The most bytes a run's log takes, unless told otherwise: 16 MiB, the newest.</summary>
    public const long DefaultLogLimit = 16 << 20;

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The job's private folder (HAULBEAT_DIR).</summary>
    public string Work => Path + "/work";

    /// <summary>Where the job appends its progress (HAULBEAT_PROGRESS).</summary>
    public string Progress => Path + "/progress";

    /// <summary>Where the job writes its result (HAULBEAT_RESULT).</summary>
    public string Result => Path + "/result";

    /// <summary>The message's body, for commands that want a file.</summary>
    public string Body => Path + "/body";

    /// <summary>What the job printed, the newest part.</summary>
    public string Log => Path + "/log";

    /// <summary>What it printed before that.</summary>
    public string OlderLog => Path + "/log.1";

    /// <summary>Who runs: written once a run has lasted a second.</summary>
    public string Record => Path + "/record.json";

    /// <summary>How far it is: rewritten while it runs.</summary>
    public string Newest => Path + "/newest-progress";

    /// <summary>How it ended: written when nothing of the process tree is left.</summary>
    public string Exit => Path + "/exit.json";
}
