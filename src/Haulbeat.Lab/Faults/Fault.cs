using Haulbeat.Lab.Reporting;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Faults;

/// <summary>A fault and how it is reported.</summary>
internal sealed record Fault(FaultKind Kind, LabFault Column)
{
    public string Name => Column.Name;

    /// <summary>Whether it ends connections by itself: that they are lost then is not the strategy's doing.</summary>
    public bool EndsConnections => Kind is not (FaultKind.None or FaultKind.AckTimeout);
}
