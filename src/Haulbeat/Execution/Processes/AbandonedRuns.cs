namespace Haulbeat.Execution.Processes;

/// <summary>The runs of a state directory that is to be deleted.</summary>
public static class AbandonedRuns
{
    /// <summary>Kills all runners and jobs of the state directory, leased or not. Call it when no worker uses it.</summary>
    public static void Kill(string stateDirectory)
    {
        var connector = new RunnerConnector(stateDirectory + "/work", stateDirectory + "/sockets", worker: "");
        foreach (var runner in connector.Find())
        {
            connector.Kill(runner);
        }

        OrphanedProcesses.KillAll(stateDirectory + "/runs", new HashSet<int>());
    }
}
