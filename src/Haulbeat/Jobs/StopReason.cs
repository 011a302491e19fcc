namespace Haulbeat.Jobs;

/// <summary>Why Haulbeat stopped a job.</summary>
public enum StopReason
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The worker hands its jobs back.</summary>
    Return,

    /// <summary>The lease was lost, or could not be renewed in time.</summary>
    LeaseLost,

    /// <summary>The worker vanished while the job was still held on its connection.</summary>
    WorkerGone,

    /// <summary>The runner vanished.</summary>
    RunnerGone,
}
