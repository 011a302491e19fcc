using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>The log: entries in one order for all.</summary>
internal sealed class Log
{
    private readonly List<(string Key, OwnershipEntry Entry, long At)> entries = [];
    private readonly Dictionary<string, JobOwnership> facts = [];

    public JobOwnership Read(string key) => facts.GetValueOrDefault(key, JobOwnership.None);

    public void Append(string key, OwnershipEntry entry, long now)
    {
        entries.Add((key, entry, now));
        facts[key] = Read(key).With(entry);
    }

    public void LoseAfter(long time)
    {
        entries.RemoveAll(entry => entry.At >= time);
        facts.Clear();
        foreach (var (key, entry, _) in entries)
        {
            facts[key] = Read(key).With(entry);
        }
    }
}
