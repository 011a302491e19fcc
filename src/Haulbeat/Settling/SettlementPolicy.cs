using Haulbeat.Outcomes;

namespace Haulbeat.Settling;

/// <summary>Decides what is done about an outcome. No clock, no I/O.</summary>
public static class SettlementPolicy
{
    /// <summary>The settlement of a run.</summary>
    public static Settlement Decide(Outcome outcome, Remains remains) => outcome switch
    {
        Outcome.Succeeded when remains.ResultProblem is { } problem => Bury(outcome, remains, 0, null, "succeeded, but " + problem),
        Outcome.Succeeded => new Settlement.Complete(remains.Result),
        Outcome.Failed(var code) => Bury(outcome, remains, code, null),
        Outcome.Permanent(var code) => Bury(outcome, remains, code, null),
        Outcome.Crashed(var signal) => Bury(outcome, remains, null, signal),
        Outcome.Unfit => Bury(outcome, remains, null, null),
        _ => new Settlement.Release(),
    };

    /// <summary>The reason in words, for people and for the dead letter.</summary>
    public static string Explain(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded => "succeeded",
        Outcome.Failed(var code) => $"exited with code {code}",
        Outcome.Permanent(var code) => $"exited with code {code}, which says that trying again cannot help",
        Outcome.Crashed(var signal) => $"ended by signal {signal} ({SignalName.Of(signal)})",
        Outcome.Unfit(var reason) => reason,
        Outcome.NotStarted(var reason) => reason,
        Outcome.Interrupted(var reason) => reason,
        _ => "custody was lost before it ended",
    };

    private static Settlement.DeadLetter Bury(Outcome outcome, Remains remains, int? exitCode, int? signal, string? reason = null) =>
        new(new DeathCertificate
        {
            Outcome = outcome.Name,
            Reason = reason ?? Explain(outcome),
            ExitCode = exitCode,
            Signal = signal,
            LastOutput = remains.LastOutput,
            Worker = remains.Worker,
            At = remains.At,
        });
}
