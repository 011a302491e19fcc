namespace Haulbeat.Worker;

/// <summary>The state directory cannot be used. The message says why and what to do.</summary>
public sealed class StateDirectoryException(string message) : Exception(message);
