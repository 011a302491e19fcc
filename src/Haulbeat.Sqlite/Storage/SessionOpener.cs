using Haulbeat.Sqlite.Schema;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Storage;

/// <summary>Opens the file, makes sure that it is a queue of ours, and brings its schema up to date. The caller holds the write lock.</summary>
internal static class SessionOpener
{
    // How long SQLite itself waits for programs that do not know our lock, such as the sqlite3 shell. Longer than the command timeout, so that it alone waits.
    private const string WaitForOthers = "PRAGMA busy_timeout = 5000;";

    public static Session Open(string path)
    {
        StoreFile.Make(path);
        var session = Connect(path);
        try
        {
            session.ExecuteScript(WaitForOthers);
            var version = CheckOwner(session, path);
            session.ExecuteScript("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -512;");
            Migrate(session, version);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static Session Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        connection.Open();
        return new Session(connection);
    }

    private static int CheckOwner(Session session, string path)
    {
        var owner = session.Number("PRAGMA application_id");
        var version = (int)session.Number("PRAGMA user_version");
        var empty = session.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (owner != Migrations.ApplicationId && !(empty && owner == 0 && version == 0))
        {
            throw FileHeader.Foreign(path);
        }

        return version switch
        {
            > Migrations.Newest => throw StoreErrors.Bad($"The queue file {path} was made by a newer Haulbeat (its schema is {version}, this program knows {Migrations.Newest}). Use the newer program, or give another path with file:PATH."),
            > 0 and < Migrations.Oldest => throw StoreErrors.Bad($"The queue file {path} was made by a Haulbeat before the first release (its schema is {version}, this program knows {Migrations.Oldest} to {Migrations.Newest}). Run its jobs with the program that made it, or give another path with file:PATH; this file was left as it is."),
            _ => version,
        };
    }

    private static void Migrate(Session session, int version)
    {
        if (version == Migrations.Newest)
        {
            return;
        }

        session.ExecuteScript("PRAGMA synchronous = FULL; BEGIN IMMEDIATE;");
        session.ExecuteScript(Migrations.ScriptFrom(version));
        session.ExecuteScript("COMMIT;");
    }
}
