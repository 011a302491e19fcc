namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A guarantee was broken.</summary>
internal sealed class Violation(string message) : Exception(message);
