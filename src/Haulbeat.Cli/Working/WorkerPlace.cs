using System.Security.Cryptography;
using System.Text;
using Haulbeat.Cli.Settings;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Working;

/// <summary>A worker's name and its state directory.</summary>
internal sealed record WorkerPlace(string Name, StateDirectory StateDirectory)
{
    private const int MostWorkers = 1000;
    private const int LongestMachineName = WorkerOptions.LongestName - 10; // Leaves room for a suffix.

    /// <summary>Takes the place that the settings name, or the first free one of this machine.</summary>
    public static WorkerPlace Take(Invocation invocation, string machine)
    {
        var name = invocation.Settings.Get(CommandSettings.Name);
        if (invocation.Settings.Get(CommandSettings.StateDirectory) is { } folder)
        {
            var state = StateDirectory.Open(folder);
            return new WorkerPlace(name ?? NameFor(machine, state.Path), state);
        }

        var root = invocation.StateRoot + "/workers/";
        return name is null ? FirstFree(root, NameFor(machine)) : new WorkerPlace(name, StateDirectory.Open(root + name));
    }

    /// <summary>The name of a worker with these settings, unless another worker of this machine has taken it.</summary>
    public static string NameOf(Invocation invocation, string machine) => invocation.Settings.Get(CommandSettings.Name)
        ?? (invocation.Settings.Get(CommandSettings.StateDirectory) is { } folder ? NameFor(machine, Path.GetFullPath(folder)) : NameFor(machine));

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

        throw new StateDirectoryException($"all {MostWorkers} state directories under {root} are in use. Give this worker a --name.");
    }

    private static string NameFor(string machine)
    {
        var name = string.Concat(machine.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
        return name.Length == 0 ? "worker" : name[..Math.Min(name.Length, LongestMachineName)];
    }

    // The same name at each start, and none that a worker with another state directory has.
    private static string NameFor(string machine, string stateDirectory) =>
        $"{NameFor(machine)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateDirectory)))[..8]}";
}
