using System.Globalization;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Worker;

namespace Haulbeat.Lab.Cells;

/// <summary>The names of all that a cell makes, on the broker and on the disk.</summary>
/// <param name="lab">The lab's id.</param>
/// <param name="number">The cell's number.</param>
/// <param name="root">The lab's folder.</param>
internal sealed class CellNames(string lab, int number, string root)
{
    // What `haulbeat work` takes where nobody says anything: part of the name of its custody queue.
    private static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(5);

    /// <summary>The cell's queue.</summary>
    public string Queue { get; } = string.Create(CultureInfo.InvariantCulture, $"haulbeat.lab.{lab}.{number}");

    /// <summary>Where Haulbeat puts dead letters.</summary>
    public string DeadLetters => QueueName.Dead(Queue);

    /// <summary>Where the message may be, beside the dead letters: the queue, and what Haulbeat makes for it.</summary>
    public IReadOnlyList<string> Whereabouts => [Queue, LeaseNames.RequeuedQueue(Queue), LeaseNames.LeaseQueue(Worker(1), DefaultLease), LeaseNames.LeaseQueue(Worker(2), DefaultLease)];

    /// <summary>What its processes bear in their environment.</summary>
    public string Mark { get; } = string.Create(CultureInfo.InvariantCulture, $"{lab}.{number}.");

    public string Folder { get; } = string.Create(CultureInfo.InvariantCulture, $"{root}/{number}");

    public string Ledger => Folder + "/ledger";

    public string Worker(int worker) => string.Create(CultureInfo.InvariantCulture, $"haulbeat-lab-{lab}-{number}-{worker}");

    public string State(int worker) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/state{worker}");

    public string Log(int worker) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/output{worker}");

    public string Python(string file) => $"{root}/python/{file}";
}
