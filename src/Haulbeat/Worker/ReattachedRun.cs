using Haulbeat.Execution.Processes.Reattach;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>A run that an earlier worker left behind, with its delivery to this one.</summary>
internal readonly record struct ReattachedRun(FoundRun Found, IDelivery Delivery);
