using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>An event and when it was reported.</summary>
internal readonly record struct TimedEvent(DateTimeOffset At, WorkerEvent Event);
