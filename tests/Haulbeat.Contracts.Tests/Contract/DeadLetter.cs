using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

/// <summary>What a dead letter says.</summary>
public sealed record DeadLetter(string Job, byte[] Body, string Reason, int? ExitCode, int? Signal, string LastOutput);
