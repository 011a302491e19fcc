using Haulbeat.Custody.Protocol;

namespace Haulbeat.Tests.Custody.Simulation;

/// <summary>The log: entries in one order for all.</summary>
internal sealed class Log
{
    private readonly List<(string Key, LogEntry Entry, long At)> entries = [];
    private readonly Dictionary<string, JobFacts> facts = [];

    public JobFacts Read(string key) => facts.GetValueOrDefault(key, JobFacts.None);

    public void Append(string key, LogEntry entry, long now)
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
