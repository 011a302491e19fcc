using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Schema;

/// <summary>The steps from an empty file to the newest schema. A step that was ever released is never changed.</summary>
internal static class Migrations
{
    /// <summary>"HAUL": marks the file as ours, so that no other program's database is taken for a queue.</summary>
    public const int ApplicationId = 0x4841554C;

    private static readonly string[] Steps = [Version1.Sql, Version2.Sql];

    /// <summary>The newest schema this program knows.</summary>
    public static int Newest => Steps.Length;

    /// <summary>Brings the schema up to date, within the caller's transaction.</summary>
    public static void Apply(Session session, int from)
    {
        foreach (var step in Steps.Skip(from))
        {
            session.ExecuteScript(step);
        }

        session.ExecuteScript($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Newest};");
    }
}
