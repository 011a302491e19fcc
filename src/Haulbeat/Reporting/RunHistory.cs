using Haulbeat.Receiving;

namespace Haulbeat.Reporting;

/// <summary>What this machine's disk knows of runs, from the state directories of its workers.</summary>
/// <param name="root">The folder that holds the workers' state directories, or one state directory.</param>
public sealed class RunHistory(string root)
{
    /// <summary>The newest run of the job on this machine, or null; <see cref="JobState.RunDirectory"/> holds <c>log</c> (and <c>log.1</c> before it).</summary>
    public JobState? Find(string job)
    {
        _ = (job, root);
        throw new NotSupportedException();
    }

    /// <summary>The jobs that run now.</summary>
    public IReadOnlyList<JobState> Running()
    {
        throw new NotSupportedException();
    }
}
