namespace Haulbeat.Lab.Proxying;

/// <summary>The AMQP methods that a cell takes note of.</summary>
internal enum AmqpFrame
{
    /// <summary>A client acked a message.</summary>
    Ack,

    /// <summary>The broker took an unacked message back, because its ack timeout was over.</summary>
    AckTimeout,
}

/// <summary>Finds AMQP methods in the bytes of a connection. Their frames are so small that each arrives in one piece.</summary>
internal static class AmqpFrames
{
    private const byte FrameEnd = 0xCE;

    /// <summary>The broker confirms that the client closes its connection (connection.close-ok).</summary>
    public static bool IsCloseOk(ReadOnlySpan<byte> fromBroker) => fromBroker.EndsWith((ReadOnlySpan<byte>)[0, 10, 0, 51, FrameEnd]);

    /// <summary>The ack timeout is over: channel.close with 406, or from 4.3 on basic.cancel.</summary>
    public static bool IsAckTimeout(ReadOnlySpan<byte> fromBroker) =>
        fromBroker.IndexOf((ReadOnlySpan<byte>)[0, 20, 0, 40, 0x01, 0x96]) >= 0 || fromBroker.IndexOf((ReadOnlySpan<byte>)[0, 60, 0, 30]) >= 0;

    /// <summary>The client acks a message (basic.ack).</summary>
    public static bool IsAck(ReadOnlySpan<byte> fromClient) => fromClient.IndexOf((ReadOnlySpan<byte>)[0, 60, 0, 80]) >= 0;
}
