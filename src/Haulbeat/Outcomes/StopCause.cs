namespace Haulbeat.Outcomes;

/// <summary>Why Haulbeat stopped a job.</summary>
public enum StopCause
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The worker hands its jobs back.</summary>
    Return,

    /// <summary>Custody was lost, or could not be renewed in time.</summary>
    CustodyLost,

    /// <summary>The worker vanished while the job was still held on its connection.</summary>
    WorkerGone,

    /// <summary>The runner vanished.</summary>
    RunnerGone,
}
