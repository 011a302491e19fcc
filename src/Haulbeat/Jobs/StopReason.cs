namespace Haulbeat.Jobs;

/// <summary>Why Haulbeat stopped a job.</summary>
internal enum StopReason
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The worker requeues its jobs.</summary>
    Return,

    /// <summary>The lease was lost, or could not be renewed in time.</summary>
    LeaseLost,

    /// <summary>The worker vanished while the job was not leased yet.</summary>
    WorkerGone,

    /// <summary>The runner vanished.</summary>
    RunnerGone,
}
