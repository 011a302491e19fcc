namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>Which form of the protocol this program speaks. Unknown fields and frames are passed over, so an addition needs no new version.</summary>
internal static class ProtocolVersion
{
    /// <summary>Raised when a speaker of the earlier one would go wrong.</summary>
    public const int Current = 1;

    /// <summary>Whether the other side can be talked to: it is no newer than this program, as far as the form goes.</summary>
    public static bool IsUnderstood(Frame frame) => frame.Number(FrameField.Version) is null or <= Current;
}
