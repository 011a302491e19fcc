using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>What jobs really did, by their own account.</summary>
internal sealed class Ledger : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryDirectory folder = new();
    private readonly Gate gate;

    public Ledger() => gate = new Gate(folder.File("gate"));

    /// <summary>The command that writes into it.</summary>
    public string[] Command => [Repository.PathOf("tests/Haulbeat.Cli.Tests/Faults/job"), folder.Path];

    public string Folder => folder.Path;

    /// <summary>Lets all jobs end that wait at the gate, and those to come.</summary>
    public void OpenGate() => gate.Open();

    public IReadOnlyList<LedgerEntry> Read() => File.Exists(folder.File("ledger")) ? [.. File.ReadLines(folder.File("ledger")).Select(LedgerEntry.Parse)] : [];

    public IReadOnlyList<LedgerEntry> All(string what) => [.. Read().Where(entry => entry.What == what)];

    /// <summary>Waits until jobs have started as often as that, and tells all starts.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> StartedAsync(int times)
    {
        await Eventually.BecomesAsync(() => Task.FromResult(All(LedgerEntry.Start).Count >= times), Patience, () => $"{times} starts are to be in the ledger:\n{string.Join('\n', Read())}");
        return All(LedgerEntry.Start);
    }

    public void Dispose()
    {
        gate.Dispose();
        folder.Dispose();
    }
}
