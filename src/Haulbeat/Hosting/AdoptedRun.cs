using Haulbeat.Receiving;
using Haulbeat.Running.Adoption;

namespace Haulbeat.Hosting;

/// <summary>A run that an earlier worker left behind, with its delivery to this one.</summary>
internal readonly record struct AdoptedRun(FoundRun Found, IDelivery Delivery);
