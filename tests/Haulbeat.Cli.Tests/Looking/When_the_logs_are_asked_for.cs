using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Looking;

public sealed class When_the_logs_are_asked_for : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_running_jobs_output_so_far_is_printed_byte_for_byte()
    {
        await home.RunAsync("send", "films", "x", "--id", "one");
        await using var worker = home.Start("work", "films", "--on-stop", "return", "--", "sh", "-c", @"printf 'out\000'; printf 'err\377' >&2; exec sleep 1000");
        await worker.WaitForAsync("started");

        await Eventually.BecomesAsync(async () => (await home.RunAsync("logs", "one")).Output.Length >= 8);
        System.Text.Encoding.Latin1.GetString((await home.RunAsync("logs", "one")).Output).Should().Contain("out\0").And.Contain("errÿ");
        worker.Signal(15);
        (await worker.EndAsync()).ExitCode.Should().Be(0);
    }
}
