using System.Text;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Execution;

public sealed class ReadingWhatARunLeft : IAsyncDisposable
{
    private readonly TemporaryDirectory folder = new();
    private readonly RunBench bench = new();
    private readonly RunFiles files;

    public ReadingWhatARunLeft() => files = new RunFiles(folder.File("run"));

    [Fact]
    public void Nothing_is_fine() => Read(new Outcome.Succeeded()).Should().BeEquivalentTo(new { ResultProblem = (string?)null, LastOutput = "" });

    [Fact]
    public void The_last_output_reaches_back_over_the_change_of_logs()
    {
        File.WriteAllText(files.OlderLog, new string('a', 10_000));
        File.WriteAllText(files.Log, "newest");

        Read(new Outcome.Failed(1)).LastOutput.Should().HaveLength(4096).And.EndWith("aanewest");
    }

    [Fact]
    public void Bytes_that_are_no_text_become_text_within_the_limit()
    {
        File.WriteAllBytes(files.Log, [.. Enumerable.Repeat((byte)0xFF, 9000), 0, .. "end"u8]);

        var last = Read(new Outcome.Failed(1)).LastOutput;

        Encoding.UTF8.GetByteCount(last).Should().BeLessThanOrEqualTo(4096);
        last.Should().EndWith("\uFFFDend");
    }

    [Fact]
    public void A_result_larger_than_any_broker_takes_is_refused_with_its_size()
    {
        using (var file = File.Create(files.Result))
        {
            file.SetLength(JobLimits.LargestResult + 1);
        }

        Read(new Outcome.Succeeded()).ResultProblem.Should().Contain($"{JobLimits.LargestResult + 1} bytes");
    }

    [Fact]
    public void A_result_that_is_a_link_to_an_endless_file_is_not_followed()
    {
        File.CreateSymbolicLink(files.Result, "/dev/zero");

        Read(new Outcome.Succeeded()).Result.Length.Should().Be(0);
    }

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        folder.Dispose();
    }

    private ProcessContext Context => new(
        new() { Command = RunBench.Command(""), RunnerProgram = [], Worker = "worker", RunsFolder = "", WorkFolder = "", Reporter = bench },
        new RunDirectory(folder.Path, TimeProvider.System),
        TimeProvider.System);

    private RunOutput Read(Outcome outcome) => new ProcessResult(Context, files, new ExitReport()).ReadOutput(outcome, DateTimeOffset.UnixEpoch);
}
