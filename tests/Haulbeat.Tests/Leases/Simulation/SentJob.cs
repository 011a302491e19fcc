namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A job, and how long its process takes.</summary>
internal sealed record SentJob(string Key, long SentAt, long Duration);
