namespace Haulbeat.Sqlite.Schema;

/// <summary>The steps from an empty file to the newest schema. A step that was ever released is never changed.</summary>
internal static class Migrations
{
    /// <summary>"HAUL": marks the file as ours, so that no other program's database is taken for a queue.</summary>
    public const int ApplicationId = 0x4841554C;

    /// <summary>The schema of the first step. Files with an older one were made before the first release, and are refused.</summary>
    public const int Oldest = 3;

    /// <summary>The newest schema that this program knows: one more for each step.</summary>
    public const int Newest = Oldest;

    private static readonly string[] Steps = [QueueSchema.Sql];

    /// <summary>What brings a file of the given schema up to date; 0 is an empty file.</summary>
    public static string ScriptFrom(int version) => string.Concat(Steps.Skip(version == 0 ? 0 : version - Oldest + 1))
        + $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Newest};";
}
