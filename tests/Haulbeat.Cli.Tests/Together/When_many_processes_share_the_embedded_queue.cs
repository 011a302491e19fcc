using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Together;

public sealed class When_many_processes_share_the_embedded_queue : IDisposable
{
    private const int Senders = 4;
    private const int Workers = 4;
    private const int LinesEach = 60;

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Each_job_is_done_once_and_nobody_hears_of_a_lock()
    {
        // Nobody made the file before: the first of them do, all at the same time.
        var workers = Enumerable.Range(0, Workers).Select(_ => Worker()).ToArray();
        var sent = await Task.WhenAll(Enumerable.Range(0, Senders).SelectMany(number => (Task<ProgramEnd>[])[SendLinesAsync(number), SendOneAsync(number)]));
        await Eventually.BecomesAsync(async () => (await DoneAsync()).Length >= Senders * (LinesEach + 1));

        var ends = await Task.WhenAll(workers.Select(StopAsync));

        sent.Concat(ends).Should().OnlyContain(end => end.ExitCode == 0 && !end.Errors.Contains("lock", StringComparison.OrdinalIgnoreCase));
        sent.SelectMany(end => end.Text.Split('\n')).Should().HaveCount(Senders * (LinesEach + 1)).And.OnlyHaveUniqueItems();
        (await DoneAsync()).Should().BeEquivalentTo(Enumerable.Range(0, Senders).SelectMany(number => Lines(number).Append($"one-{number}")));
        ends.SelectMany(end => end.Events("finished")).Select(finished => finished.Text("job"))
            .Should().BeEquivalentTo(sent.SelectMany(end => end.Text.Split('\n')));
        ends.Should().OnlyContain(end => end.Events("finished").Count > 0, "all of them work");
    }

    private static IEnumerable<string> Lines(int sender) => Enumerable.Range(0, LinesEach).Select(line => $"{sender}-{line}");

    private static async Task<ProgramEnd> StopAsync(RunningProgram worker)
    {
        await using (worker)
        {
            worker.Signal(15);
            return await worker.EndAsync();
        }
    }

    private RunningProgram Worker() => home.Start("work", "films", "--json", "--slots", "2", "--env", $"DONE={home.File("done")}", "--", "sh", "-c", "echo \"$(cat)\" >> \"$DONE\"");

    private Task<ProgramEnd> SendLinesAsync(int sender) => home.RunWithAsync(string.Concat(Lines(sender).Select(line => line + "\n")), "send", "films", "--lines");

    private Task<ProgramEnd> SendOneAsync(int sender) => home.RunAsync("send", "films", $"one-{sender}");

    private async Task<string[]> DoneAsync() => File.Exists(home.File("done")) ? await File.ReadAllLinesAsync(home.File("done")) : [];
}
