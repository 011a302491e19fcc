using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.Policies;

/// <summary>Decides what is done about an outcome. No clock, no I/O.</summary>
public static class SettlementPolicy
{
    /// <summary>The settlement of a run.</summary>
    public static Settlement Decide(Outcome outcome, RunOutput output) => outcome switch
    {
        Outcome.Succeeded when output.ResultProblem is { } problem => DeadLetter(outcome, output, 0, null, "succeeded, but " + problem),
        Outcome.Succeeded => new Settlement.Complete(output.Result),
        Outcome.Failed(var code) => DeadLetter(outcome, output, code, null),
        Outcome.NonRetryable(var code) => DeadLetter(outcome, output, code, null),
        Outcome.Crashed(var signal) => DeadLetter(outcome, output, null, signal),
        Outcome.Invalid => DeadLetter(outcome, output, null, null),
        _ => new Settlement.Requeue(),
    };

    /// <summary>The reason in words, for people and for the dead letter.</summary>
    public static string Explain(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded => "succeeded",
        Outcome.Failed(var code) => $"exited with code {code}",
        Outcome.NonRetryable(var code) => $"exited with code {code}, which says that trying again cannot help",
        Outcome.Crashed(var signal) => $"ended by signal {signal} ({SignalName.Of(signal)})",
        Outcome.Invalid(var reason) => reason,
        Outcome.NotStarted(var reason) => reason,
        Outcome.Interrupted(var reason) => reason,
        _ => "the lease was lost before it ended",
    };

    private static Settlement.DeadLetter DeadLetter(Outcome outcome, RunOutput output, int? exitCode, int? signal, string? reason = null) =>
        new(new FailureDetails
        {
            Outcome = outcome.Name,
            Reason = reason ?? Explain(outcome),
            ExitCode = exitCode,
            Signal = signal,
            LastOutput = output.LastOutput,
            Worker = output.Worker,
            At = output.At,
        });
}
