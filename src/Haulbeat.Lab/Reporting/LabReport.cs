namespace Haulbeat.Lab.Reporting;

/// <summary>The result of a lab run.</summary>
/// <param name="Version">The version of Haulbeat.</param>
/// <param name="At">When the run started.</param>
/// <param name="Broker">The broker.</param>
/// <param name="Heartbeat">The heartbeat that the strategies request, in seconds.</param>
/// <param name="Work">How long the work of a message takes, in seconds.</param>
/// <param name="Seconds">How long the run took.</param>
/// <param name="Strategies">The rows, in order.</param>
/// <param name="Faults">The columns, in order.</param>
/// <param name="Cells">One for each strategy and fault.</param>
public sealed record LabReport(
    string Version,
    DateTimeOffset At,
    LabBroker Broker,
    double Heartbeat,
    double Work,
    double Seconds,
    IReadOnlyList<LabStrategy> Strategies,
    IReadOnlyList<LabFault> Faults,
    IReadOnlyList<LabCell> Cells);

/// <summary>The broker of a lab run.</summary>
/// <param name="Version">The version that it reports.</param>
/// <param name="Own">Whether the lab started it.</param>
public sealed record LabBroker(string Version, bool Own);

/// <summary>A way to consume long work.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">Its title in a table.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="KnowsQueue">Whether the code of the work depends on the queue.</param>
/// <param name="Source">Its program in the repository.</param>
public sealed record LabStrategy(string Name, string Title, string Summary, bool KnowsQueue, string Source);

/// <summary>Something that goes wrong.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">Its title in a table.</param>
/// <param name="Summary">One sentence.</param>
public sealed record LabFault(string Name, string Title, string Summary);
