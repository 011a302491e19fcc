namespace Haulbeat.Worker;

/// <summary>What is wrong with an option.</summary>
/// <param name="Option">The name of the property of <see cref="WorkerOptions"/>.</param>
/// <param name="Problem">What is wrong, and what is right.</param>
public sealed record WorkerOptionProblem(string Option, string Problem);
