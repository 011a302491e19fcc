namespace Haulbeat.Contracts.Tests.Contract;

/// <summary>Bodies that senders send: none, text, zeros, binary, broken UTF-8, large.</summary>
public static class Bodies
{
    public static TheoryData<byte[]> All => new(
        [],
        "a.mkv"u8.ToArray(),
        [0],
        [0, 1, 2, 255, 254, 0],
        [0xC3, 0x28, 0xA0, 0xA1],
        [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))]);
}
