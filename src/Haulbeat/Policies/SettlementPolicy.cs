using Haulbeat.Jobs;

namespace Haulbeat.Policies;

/// <summary>Decides what is done about an outcome. No clock, no I/O.</summary>
internal static class SettlementPolicy
{
    /// <summary>The settlement of a run.</summary>
    public static Settlement Decide(Outcome outcome, RunOutput output) => outcome switch
    {
        Outcome.Succeeded when output.ResultProblem is { } problem => DeadLetter(outcome, output, "succeeded, but " + problem),
        Outcome.Succeeded => new Settlement.Complete(output.Result),
        Outcome.Failed or Outcome.NonRetryable or Outcome.Crashed or Outcome.Invalid => DeadLetter(outcome, output, outcome.Reason),
        _ => new Settlement.Requeue(),
    };

    private static Settlement.DeadLetter DeadLetter(Outcome outcome, RunOutput output, string reason) => new(new FailureDetails
    {
        Outcome = outcome.Name,
        Reason = reason,
        ExitCode = outcome.ExitCode,
        Signal = outcome.Signal,
        LastOutput = output.LastOutput,
        Worker = output.Worker,
        At = output.At,
    });
}
