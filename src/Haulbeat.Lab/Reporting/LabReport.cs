using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Reporting;

/// <summary>All that a lab saw.</summary>
/// <param name="Version">The version of Haulbeat.</param>
/// <param name="At">When the lab began.</param>
/// <param name="Broker">Where it took place.</param>
/// <param name="Heartbeat">The heartbeat that the strategies ask for, in seconds.</param>
/// <param name="Work">How long a message's work takes, in seconds.</param>
/// <param name="Seconds">How long the lab took.</param>
/// <param name="Strategies">The rows, in order.</param>
/// <param name="Faults">The columns, in order.</param>
/// <param name="Cells">One for each strategy and fault.</param>
internal sealed record LabReport(
    string Version,
    DateTimeOffset At,
    LabBroker Broker,
    double Heartbeat,
    double Work,
    double Seconds,
    IReadOnlyList<LabStrategy> Strategies,
    IReadOnlyList<LabFault> Faults,
    IReadOnlyList<LabCell> Cells);
