using Haulbeat.Reporting;
using Haulbeat.Running;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Running;

public sealed class KeepingTheNewestRuns : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    [Fact]
    public async Task The_oldest_go_with_all_their_files_when_there_are_too_many()
    {
        var earlier = new RunShelf(folder.Path, TimeProvider.System).Next("from an earlier worker");
        await WriteAsync(earlier);
        var shelf = new RunShelf(folder.Path, TimeProvider.System);
        var runs = Enumerable.Range(0, RunShelf.Kept).Select(number => shelf.Next($"job {number}")).ToList();
        var cleaning = shelf.CleanAsync();
        foreach (var run in runs)
        {
            await WriteAsync(run);
            shelf.Ended(run);
        }

        shelf.Complete();
        await cleaning;

        earlier.All.Should().NotContain(path => File.Exists(path));
        RunShelf.Existing(folder.Path).Should().HaveCount(RunShelf.Kept);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a.b/c\nd")]
    [InlineData("größe 🎬")]
    public void Any_id_makes_a_name_that_stays_in_the_folder(string job)
    {
        var stem = new RunShelf(folder.Path, TimeProvider.System).Next(job).Stem;

        Path.GetDirectoryName(Path.GetFullPath(stem)).Should().Be(folder.Path);
        Path.GetFileName(stem).Should().MatchRegex("^[0-9a-f]{12}-[0-9a-f]{4}-[A-Za-z0-9%_-]+$");
    }

    [Fact]
    public void The_longest_id_makes_a_name_that_a_file_system_takes() =>
        Path.GetFileName(new RunShelf(folder.Path, TimeProvider.System).Next(new string('ä', 300)).Newest).Length.Should().BeLessThan(255);

    [Fact]
    public async Task A_finished_run_is_found_by_its_job()
    {
        using var bench = new RunBench();
        await bench.ShellAsync("echo 0.5 half >$HAULBEAT_PROGRESS; printf done >$HAULBEAT_RESULT; exit 0");

        var found = new RunHistory(Path.GetDirectoryName(bench.Files.Stem)!).Find("job");

        found.Should().BeNull("a shelf is looked for in folders called runs");
        Directory.CreateDirectory(folder.File("worker/runs"));
        foreach (var path in bench.Files.All.Where(File.Exists))
        {
            File.Copy(path, folder.File("worker/runs/" + Path.GetFileName(path)));
        }

        new RunHistory(folder.Path).Find("job").Should().BeEquivalentTo(new { State = "succeeded", ExitCode = 0, Result = "done", Progress = 0.5, Message = "half", Worker = "worker" });
        new RunHistory(folder.Path).Find("another").Should().BeNull();
    }

    public void Dispose() => folder.Dispose();

    private static async Task WriteAsync(RunFiles run)
    {
        foreach (var path in run.All)
        {
            await File.WriteAllTextAsync(path, "x", TestContext.Current.CancellationToken);
        }
    }
}
