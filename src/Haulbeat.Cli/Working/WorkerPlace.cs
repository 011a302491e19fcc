using Haulbeat.Cli.Settings;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Working;

/// <summary>A worker's name and its state directory.</summary>
internal sealed record WorkerPlace(string Name, StateDirectory StateDirectory)
{
    private const int MostWorkers = 1000;

    /// <summary>Takes the named place, or the first free one of this machine.</summary>
    public static WorkerPlace Take(Invocation invocation, string machine)
    {
        var name = invocation.Settings.Get(Known.Name);
        if (invocation.Settings.Get(Known.StateDirectory) is { } folder)
        {
            var state = StateDirectory.Open(folder);
            return new WorkerPlace(name ?? WorkerName.Of(machine, state.Path), state);
        }

        var root = invocation.StateRoot + "/workers/";
        return name is null ? FirstFree(root, WorkerName.Of(machine)) : new WorkerPlace(name, StateDirectory.Open(root + name));
    }

    /// <summary>The name that a worker with these settings has, unless others of this machine have taken it.</summary>
    public static string NameOf(Invocation invocation, string machine) => invocation.Settings.Get(Known.Name)
        ?? (invocation.Settings.Get(Known.StateDirectory) is { } folder ? WorkerName.Of(machine, Path.GetFullPath(folder)) : WorkerName.Of(machine));

    private static WorkerPlace FirstFree(string root, string machine)
    {
        for (var number = 1; number <= MostWorkers; number++)
        {
            var name = number == 1 ? machine : $"{machine}-{number}";
            if (StateDirectory.TryOpen(root + name) is { } free)
            {
                return new WorkerPlace(name, free);
            }
        }

        throw new StateDirectoryException($"All {MostWorkers} state directories under {root} are in use. Give this worker a --name.");
    }
}
