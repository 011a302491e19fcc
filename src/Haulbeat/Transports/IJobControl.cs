using System.Diagnostics.CodeAnalysis;

namespace Haulbeat.Transports;

/// <summary>Changes what becomes of jobs, queues and workers. It has no orders yet.</summary>
[SuppressMessage("Design", "CA1040", Justification = "The seam for cancel, pause, drain, dead letters and schedules.")]
public interface IJobControl;
