using System.Text.RegularExpressions;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Architecture;

/// <summary>The rule of docs/architecture.md.</summary>
public sealed partial class DependenciesGoOneWay
{
    [Fact]
    public void No_folder_sees_one_that_it_may_not() => None(House.Dependencies
        .Where(each => House.FolderOf(each.From) is { } from && House.FolderOf(each.To) is var to && from != to && !House.MaySee[from].Contains(to))
        .Select(each => $"{each.From.FullName} sees {each.To.FullName}"));

    [Fact]
    public void Every_folder_has_a_rule() =>
        None(House.Dependencies.Where(each => House.FolderOf(each.From) is null).Select(each => each.From.FullName));

    [Fact]
    public void There_is_no_circle_of_folders_below_those_either()
    {
        var sees = House.Dependencies
            .Select(each => (From: each.From.Namespace.FullName, To: each.To.Namespace.FullName))
            .Where(each => each.From != each.To)
            .Distinct()
            .ToLookup(each => each.From, each => each.To, StringComparer.Ordinal);

        None(sees.Select(folder => folder.Key).Where(folder => Reachable(folder, sees).Contains(folder)));
    }

    [Fact]
    public void Only_tests_see_what_is_internal() => None(
        Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => Friend().Matches(File.ReadAllText(project)).Select(match => $"{Path.GetFileName(project)} to {match.Groups["name"].Value}"))
            .Where(friend => !friend.EndsWith("Tests", StringComparison.Ordinal)));

    private static void None(IEnumerable<string> violations) => string.Join('\n', violations.Distinct(StringComparer.Ordinal)).Should().BeEmpty();

    private static HashSet<string> Reachable(string from, ILookup<string, string> sees)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(sees[from]);
        while (next.TryPop(out var folder))
        {
            if (reached.Add(folder))
            {
                foreach (var seen in sees[folder])
                {
                    next.Push(seen);
                }
            }
        }

        return reached;
    }

    [GeneratedRegex("InternalsVisibleTo Include=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Friend();
}
