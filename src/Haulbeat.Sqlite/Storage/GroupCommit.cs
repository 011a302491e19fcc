using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Storage;

/// <summary>Carries out commands: reads one by one, writes in one transaction.</summary>
internal sealed class GroupCommit(string path, Session session, WriteLock writeLock)
{
    // Each try waits for SQLite's busy timeout of 5 s first. Only programs that do not know our lock can use them up.
    private const int Tries = 12;

    private readonly ulong number = Posix.FileNumber(path);

    public void Run(List<StoreCommand> commands)
    {
        if (Posix.FileNumber(path) != number)
        {
            // SQLite would go on with the removed file, and never see what others put into the new one.
            var stranger = StoreErrors.Bad($"The queue file {path} was removed or replaced while it was in use. Put it back, or restart this process to go on with the new one.");
            commands.ForEach(command => command.Fail(stranger));
            return;
        }

        foreach (var read in commands.Where(command => !command.Writes))
        {
            Attempt([read], ReadOnce);
        }

        var writes = commands.FindAll(command => command.Writes);
        if (writes.Count > 0 && !Attempt(writes, WriteOnce, failAll: writes.Count == 1))
        {
            // One of them spoils it for all: each by itself, so that only the culprit fails.
            writes.ForEach(write => Attempt([write], WriteOnce));
        }
    }

    private bool Attempt(List<StoreCommand> commands, Action<List<StoreCommand>> once, bool failAll = true)
    {
        try
        {
            Retry(commands, once);
        }
        catch (Exception exception) when (failAll)
        {
            var reported = exception is SqliteException sqlite ? StoreErrors.Translate(sqlite, path) : exception;
            commands.ForEach(command => command.Fail(reported));
            return true;
        }
        catch
        {
            return false;
        }

        commands.ForEach(command => command.Publish());
        return true;
    }

    private static void Retry(List<StoreCommand> commands, Action<List<StoreCommand>> once)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                once(commands);
                return;
            }
            catch (SqliteException exception) when (StoreErrors.IsBusy(exception) && attempt < Tries)
            {
                // Another program is in the way; SQLite has waited for it already.
            }
        }
    }

    private void ReadOnce(List<StoreCommand> commands) => commands.ForEach(command => command.Run(session));

    private void WriteOnce(List<StoreCommand> commands)
    {
        using var taken = writeLock.Take();
        var durable = commands.Exists(command => command.Durable);
        session.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            commands.ForEach(command => command.Run(session));
            session.Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }

        if (durable)
        {
            // Others wait for jobs and their ends, which are durable. Taking and renewing are not.
            writeLock.Announce();
        }
    }

    private void RollBack()
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does on a full disk.
        }
    }
}
