namespace Haulbeat.Tests.Custody.Simulation;

/// <summary>A guarantee was broken.</summary>
internal sealed class Violation(string message) : Exception(message);
