using System.Buffers.Binary;
using Haulbeat.Sqlite.Schema;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Storage;

/// <summary>Looks at the first bytes of a file that no queue has been opened on, so that other people's files are refused without a trace.</summary>
internal static class FileHeader
{
    private const int Length = 72;
    private const int ApplicationIdAt = 68;

    /// <summary>Refuses a file that is not empty and not ours.</summary>
    /// <remarks>Closing the file drops the locks that SQLite holds on it in this process: never called where the lock's file says that a queue is in use.</remarks>
    public static void RefuseForeign(string path)
    {
        if (File.Exists(path) && !File.Exists(WriteLock.PathOf(path)))
        {
            Check(path, Read(path));
        }
    }

    public static TransportException NoDatabase(string path, Exception? exception = null) =>
        StoreErrors.Bad($"The file {path} is no queue: it is not a SQLite database. Give another path with file:PATH; this file was left as it is.", exception);

    public static TransportException Foreign(string path) =>
        StoreErrors.Bad($"The file {path} is no queue: it is another program's SQLite database. Give another path with file:PATH; this file was left as it is.");

    private static byte[] Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var header = new byte[Length];
            return header[..file.ReadAtLeast(header, Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Bad($"The queue file {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static void Check(string path, ReadOnlySpan<byte> header)
    {
        if (header.Length == 0)
        {
            return;
        }

        if (header.Length < Length || !header.StartsWith("SQLite format 3\0"u8))
        {
            throw NoDatabase(path);
        }

        if (BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdAt..]) is not (0 or Migrations.ApplicationId))
        {
            throw Foreign(path);
        }
    }
}
