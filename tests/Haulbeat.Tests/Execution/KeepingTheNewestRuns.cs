using Haulbeat.Execution.Processes;
using Haulbeat.Runner;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Execution;

public sealed class KeepingTheNewestRuns : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    [Fact]
    public async Task The_oldest_go_with_all_their_files_when_there_are_too_many()
    {
        var earlier = new RunDirectory(folder.Path, TimeProvider.System).Next("from an earlier worker");
        await WriteAsync(earlier);
        var unsettled = new RunDirectory(folder.Path, TimeProvider.System).Next("not settled yet");
        await WriteAsync(unsettled);
        await File.WriteAllTextAsync(unsettled.Record, "x", TestContext.Current.CancellationToken);
        var directory = new RunDirectory(folder.Path, TimeProvider.System);
        var runs = Enumerable.Range(0, RunDirectory.Kept).Select(number => directory.Next($"job {number}")).ToList();
        var cleaning = directory.CleanAsync();
        foreach (var run in runs)
        {
            await WriteAsync(run);
            directory.Forget(run);
        }

        directory.Complete();
        await cleaning;

        earlier.All.Should().NotContain(path => File.Exists(path));
        unsettled.All.Should().OnlyContain(path => File.Exists(path), "a run that is not settled is kept");
        RunDirectory.Existing(folder.Path).Should().HaveCount(RunDirectory.Kept + 1);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a.b/c\nd")]
    [InlineData("größe 🎬")]
    public void Any_id_makes_a_name_that_stays_in_the_folder(string job)
    {
        var stem = new RunDirectory(folder.Path, TimeProvider.System).Next(job).Stem;

        Path.GetDirectoryName(Path.GetFullPath(stem)).Should().Be(folder.Path);
        Path.GetFileName(stem).Should().MatchRegex("^[0-9a-f]{12}-[0-9a-f]{4}-[A-Za-z0-9%_-]+$");
    }

    [Fact]
    public void The_longest_id_makes_a_name_that_a_file_system_takes() =>
        Path.GetFileName(new RunDirectory(folder.Path, TimeProvider.System).Next(new string('ä', 300)).Newest).Length.Should().BeLessThan(255);

    [Fact]
    public async Task A_finished_run_is_found_by_its_job()
    {
        await using var bench = new RunBench();
        await bench.ShellAsync("echo 0.5 half >$HAULBEAT_PROGRESS; printf done >$HAULBEAT_RESULT; exit 0");

        var history = new RunHistory(Path.GetDirectoryName(Path.GetDirectoryName(bench.Files.Stem))!);
        history.Find("job").Should().BeEquivalentTo(new { State = "succeeded", ExitCode = 0, Result = "done", Progress = 0.5, Message = "half", Worker = "worker" });
        history.Find("another").Should().BeNull();
    }

    [Theory]
    [InlineData("echo brief")]
    [InlineData("echo brief; sleep 0.7")]
    public async Task What_it_printed_is_found_whether_it_was_brief_or_not(string script)
    {
        await using var bench = new RunBench();
        await bench.ShellAsync(script);

        var output = new RunHistory(Path.GetDirectoryName(Path.GetDirectoryName(bench.Files.Stem))!).ReadOutput("job");

        output!.SelectMany(piece => piece.ToArray()).Should().Equal("brief\n"u8.ToArray());
    }

    [Fact]
    public async Task A_journal_that_grew_large_makes_room_for_a_new_one()
    {
        Directory.CreateDirectory(folder.File("runs"));
        var directory = new RunDirectory(folder.File("runs"), TimeProvider.System);
        var run = directory.Next("job");
        await File.WriteAllTextAsync(run.Journal, new string('x', 5 << 20), TestContext.Current.CancellationToken);
        directory.Forget(run);
        directory.Complete();
        await directory.CleanAsync();

        File.Exists(run.Journal).Should().BeFalse();
        File.Exists(run.OlderJournal).Should().BeTrue();
    }

    public void Dispose() => folder.Dispose();

    private static async Task WriteAsync(RunFiles run)
    {
        foreach (var path in run.All.Where(path => path != run.Record))
        {
            await File.WriteAllTextAsync(path, "x", TestContext.Current.CancellationToken);
        }
    }
}
