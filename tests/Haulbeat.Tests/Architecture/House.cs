using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ;
using Haulbeat.Sqlite;

namespace Haulbeat.Tests.Architecture;

/// <summary>Which folder may see which, and which does. A folder is a namespace with those below it.</summary>
internal static class House
{
    private static readonly string[] SeenByTransports = ["Haulbeat.Jobs", "Haulbeat.Policies", "Haulbeat.Transports"];

    private static readonly Dictionary<string, string[]> Core = new(StringComparer.Ordinal)
    {
        ["Haulbeat.Jobs"] = [],
        ["Haulbeat.Policies"] = ["Haulbeat.Jobs"],
        ["Haulbeat.Transports"] = ["Haulbeat.Jobs", "Haulbeat.Policies"],
        ["Haulbeat.Runner"] = ["Haulbeat.Jobs", "Haulbeat.Policies"],
        ["Haulbeat.Execution"] = ["Haulbeat.Jobs", "Haulbeat.Policies", "Haulbeat.Transports", "Haulbeat.Runner"],
        ["Haulbeat.Monitoring"] = ["Haulbeat.Jobs", "Haulbeat.Transports"],
        ["Haulbeat.Worker"] = ["Haulbeat.Jobs", "Haulbeat.Policies", "Haulbeat.Transports", "Haulbeat.Runner", "Haulbeat.Execution", "Haulbeat.Monitoring"],
    };

    /// <summary>What each folder may see, itself aside.</summary>
    public static IReadOnlyDictionary<string, string[]> MaySee { get; } = Core
        .Concat(Layers("Haulbeat.Sqlite", "Schema", "Storage", "Queries", "Receiving"))
        .Concat(Layers("Haulbeat.RabbitMQ", "Connections", "Topology", "Sending", "EventLog", "Leases", "Receiving", "Control", "Diagnostics"))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Who sees whom. A constant leaves no trace in what the compiler writes, and is not seen here.</summary>
    public static IReadOnlyList<(IType From, IType To)> Dependencies { get; } = Load();

    /// <summary>The folder with a rule that a type belongs to, or null.</summary>
    public static string? FolderOf(IType type)
    {
        var folder = type.Namespace.FullName;
        while (folder.Length > 0 && !MaySee.ContainsKey(folder))
        {
            folder = folder[..Math.Max(0, folder.LastIndexOf('.'))];
        }

        return folder.Length > 0 ? folder : null;
    }

    // Each layer sees those before it, and the project's own folder, which opens the door, all of them.
    private static IEnumerable<KeyValuePair<string, string[]>> Layers(string project, params string[] folders) =>
        folders.Append("").Select((folder, index) => KeyValuePair.Create(
            folder.Length > 0 ? $"{project}.{folder}" : project,
            SeenByTransports.Concat(folders.Take(index).Select(lower => $"{project}.{lower}")).ToArray()));

    private static List<(IType, IType)> Load() =>
    [
        .. new ArchLoader().LoadAssemblies(typeof(Job).Assembly, typeof(RabbitMQTransport).Assembly, typeof(SqliteTransport).Assembly).Build().Types
            .Where(IsOurs)
            .SelectMany(type => type.Dependencies.Select(dependency => (type, dependency.Target)))
            .Where(each => each.Target is not GenericParameter && IsOurs(each.Target))
            .Distinct(),
    ];

    // The parameters of generic types have no namespace.
    private static bool IsOurs(IType type) => type.Namespace?.FullName is { } folder && (folder is "Haulbeat" || folder.StartsWith("Haulbeat.", StringComparison.Ordinal));
}
