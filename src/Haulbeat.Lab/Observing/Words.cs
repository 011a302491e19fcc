namespace Haulbeat.Lab.Observing;

/// <summary>The words of the report.</summary>
internal static class Words
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Lost => "lost",
        Verdict.Overlapped => "overlapped",
        Verdict.Dead => "dead",
        Verdict.Repeated => "repeated",
        Verdict.Stuck => "stuck",
        Verdict.Wasted => "wasted",
        Verdict.Unseen => "unseen",
        _ => "clean",
    };

    public static string Of(MessageFate fate) => fate switch
    {
        MessageFate.Done => "done",
        MessageFate.DoneTwice => "done-twice",
        MessageFate.Lost => "lost",
        MessageFate.Kept => "kept",
        _ => "dead",
    };
}
