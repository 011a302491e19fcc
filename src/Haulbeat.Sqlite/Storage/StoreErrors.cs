using Haulbeat.Transports;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Storage;

/// <summary>Puts what SQLite says into words that tell what to do.</summary>
internal static class StoreErrors
{
    private const int NoPermission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Protocol = 15;
    private const int TooBig = 18;
    private const int NoDatabase = 26;
    private const int NoRoomForSharedMemory = InputOutput | (19 << 8);

    /// <summary>Whether another process is in the way for a moment, so that trying again helps.</summary>
    public static bool IsBusy(SqliteException exception) => exception.SqliteErrorCode is Busy or Locked or Protocol;

    public static TransportException Translate(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        Busy or Locked or Protocol => Bad($"The queue file {path} has been locked by another program for too long. End the program that holds a transaction open on it.", exception),
        NoDatabase => FileHeader.NoDatabase(path, exception),
        Corrupt => Bad($"The queue file {path} is damaged ({exception.Message}). Stop all that use it and recover it with: sqlite3 {path} .recover", exception),
        Full or InputOutput when IsFull(exception) => Bad($"The disk of the queue file {path} is full. Make room; what was already accepted is safe.", exception),
        ReadOnly or CannotOpen or NoPermission => Bad($"The queue file {path} cannot be written, or its folder cannot. Grant write permission to both, or give another path with file:PATH.", exception),
        InputOutput => Bad($"The disk of the queue file {path} failed ({exception.Message}). Look into the system's log.", exception),
        TooBig => new(TransportError.MessageRefused, $"The message is too large for the queue file {path}.", exception),
        _ => Bad($"The queue file {path} cannot be used: {exception.Message}", exception),
    };

    // Whoever opens the file on a full disk fails at the memory it shares with others, and SQLite calls that a failing disk.
    private static bool IsFull(SqliteException exception) => exception.SqliteErrorCode == Full || exception.SqliteExtendedErrorCode == NoRoomForSharedMemory;

    public static TransportException Bad(string message, Exception? exception = null) => new(TransportError.BadStore, message, exception);
}
