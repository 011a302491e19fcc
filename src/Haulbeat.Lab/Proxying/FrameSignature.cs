namespace Haulbeat.Lab.Proxying;

/// <summary>Finds those AMQP methods in what goes by that tell what happened to a cell. A frame as small as these comes in one piece.</summary>
internal static class FrameSignature
{
    private const byte FrameEnd = 0xCE;

    /// <summary>The broker agrees to the client's closing its connection (connection.close-ok).</summary>
    public static bool IsGoodbye(ReadOnlySpan<byte> fromBroker) => fromBroker.EndsWith((ReadOnlySpan<byte>)[0, 10, 0, 51, FrameEnd]);

    /// <summary>The broker takes an unacked message back: channel.close with 406, or from 4.3 on basic.cancel.</summary>
    public static bool IsTakingBack(ReadOnlySpan<byte> fromBroker) =>
        fromBroker.IndexOf((ReadOnlySpan<byte>)[0, 20, 0, 40, 0x01, 0x96]) >= 0 || fromBroker.IndexOf((ReadOnlySpan<byte>)[0, 60, 0, 30]) >= 0;

    /// <summary>The client acks a message (basic.ack).</summary>
    public static bool IsAck(ReadOnlySpan<byte> fromClient) => fromClient.IndexOf((ReadOnlySpan<byte>)[0, 60, 0, 80]) >= 0;
}
