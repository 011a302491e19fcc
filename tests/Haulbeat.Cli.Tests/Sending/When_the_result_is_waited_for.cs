using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Sending;

public sealed class When_the_result_is_waited_for : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task It_is_printed_byte_for_byte()
    {
        await using var worker = home.Start("work", "films", "--", "sh", "-c", @"printf '\000\377\n\n' > ""$HAULBEAT_RESULT""");
        await worker.WaitForAsync("ready for jobs");

        var end = await home.RunAsync("send", "films", "x", "--wait");

        end.ExitCode.Should().Be(0, end.Errors);
        end.Output.Should().Equal(0, 255, 10, 10);
    }

    [Fact]
    public async Task A_job_that_does_not_succeed_ends_with_5_and_the_reason()
    {
        await using var worker = home.Start("work", "films", "--", "sh", "-c", "exit 3");
        await worker.WaitForAsync("ready for jobs");

        var end = await home.RunAsync("send", "films", "x", "--wait", "--json");

        end.ExitCode.Should().Be(5, end.Errors);
        end.Errors.Should().Contain("exited with code 3");
        end.Json().Should().ContainSingle().Which.Text("state").Should().Be("dead");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task A_signal_ends_the_waiting_and_not_the_job(int signal)
    {
        await using var sender = home.Start("send", "films", "x", "--wait", "--id", "waited");
        await Eventually.BecomesAsync(async () => (await home.RunAsync("status", "waited")).ExitCode == 0);

        sender.Signal(signal);

        (await sender.EndAsync()).ExitCode.Should().Be(128 + signal);
        (await home.RunAsync("status", "waited", "--json")).Json()[0].Text("state").Should().Be("queued");
    }
}
