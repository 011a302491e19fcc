using System.Globalization;
using Haulbeat.Lab.Brokers;

namespace Haulbeat.Lab.Cells;

/// <summary>The names of what a cell creates, on the broker and on disk.</summary>
/// <param name="lab">The lab run's id.</param>
/// <param name="number">The cell's number.</param>
/// <param name="root">The lab run's folder.</param>
internal sealed class CellNames(string lab, int number, string root)
{
    /// <summary>The cell's queue.</summary>
    public string Queue { get; } = string.Create(CultureInfo.InvariantCulture, $"haulbeat.lab.{lab}.{number}");

    public string DeadLetters => HaulbeatNames.DeadLetters(Queue);

    /// <summary>Where the message may be, apart from the dead letters: in the queue, or in those that Haulbeat declares for it.</summary>
    public IReadOnlyList<string> LiveQueues => [Queue, HaulbeatNames.Requeued(Queue), HaulbeatNames.Leases(Worker(1)), HaulbeatNames.Leases(Worker(2))];

    /// <summary>All queues of the cell.</summary>
    public IReadOnlyList<string> Queues => [.. LiveQueues, DeadLetters];

    /// <summary>The tag of its processes.</summary>
    public string Tag { get; } = string.Create(CultureInfo.InvariantCulture, $"{lab}.{number}.");

    public string Folder { get; } = string.Create(CultureInfo.InvariantCulture, $"{root}/{number}");

    public string Ledger => Folder + "/ledger";

    public string Worker(int worker) => string.Create(CultureInfo.InvariantCulture, $"haulbeat-lab-{lab}-{number}-{worker}");

    public string State(int worker) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/state{worker}");

    public string Log(int worker) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/output{worker}");

    public string Python(string file) => $"{root}/python/{file}";
}
