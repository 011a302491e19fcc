namespace Haulbeat.Execution.Processes;

/// <summary>No runner could be started. The message says why and what to do.</summary>
internal sealed class RunnerException(string message) : Exception(message);
