using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_worker_is_told_to_stop : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public async Task An_idle_worker_ends_in_order(int signal)
    {
        await using var worker = home.Start("work", "films", "--json", "--", "cat");
        await worker.WaitForAsync("\"ready\"");

        worker.Signal(signal);

        var end = await worker.EndAsync();
        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("worker-down").Should().ContainSingle();
    }

    [Fact]
    public async Task Draining_finishes_what_runs_and_takes_nothing_new()
    {
        await using var worker = await StartWithTwoJobsAsync("while [ ! -e \"$GO\" ]; do sleep 0.05; done");

        worker.Signal(Terminate);
        await worker.WaitForAsync("draining");
        home.Write("go", "");

        var end = await worker.EndAsync();
        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").Should().ContainSingle().Which.Text("job").Should().Be("first");
        (await StateOfAsync("second")).Should().Be("queued");
    }

    [Fact]
    public async Task A_second_signal_hands_the_jobs_back()
    {
        await using var worker = await StartWithTwoJobsAsync("sleep 1000");

        worker.Signal(Terminate);
        await worker.WaitForAsync("draining");
        worker.Signal(Terminate);

        await RequeuedAsync(await worker.EndAsync());
    }

    [Fact]
    public async Task On_stop_return_hands_the_jobs_back_at_once()
    {
        await using var worker = await StartWithTwoJobsAsync("sleep 1000", "--on-stop", "return");

        worker.Signal(Terminate);

        await RequeuedAsync(await worker.EndAsync());
    }

    [Fact]
    public async Task Before_the_connection_is_up_it_ends_at_once()
    {
        await using var worker = home.Start("work", "films", "--broker", "amqp://user:secret@192.0.2.1/", "--connect-timeout", "5m", "--", "cat");
        await worker.CatchesAsync(Interrupt);

        worker.Signal(Interrupt);

        (await worker.EndAsync()).ExitCode.Should().Be(128 + Interrupt);
    }

    [Fact]
    public async Task Whenever_the_signal_comes_it_ends_and_the_job_is_kept()
    {
        await home.RunAsync("send", "films", "x", "--id", "first");
        for (var milliseconds = 0; milliseconds < 200; milliseconds += 15)
        {
            await using var worker = home.Start("work", "films", "--on-stop", "return", "--", "sleep", "1000");
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);

            worker.Signal(Interrupt);

            var end = await worker.EndAsync();
            end.ExitCode.Should().BeOneOf([0, 128 + Interrupt], end.Errors);
            (await StateOfAsync("first")).Should().Be("queued");
        }
    }

    private async Task<RunningProgram> StartWithTwoJobsAsync(string script, params string[] flags)
    {
        await home.RunAsync("send", "films", "x", "--id", "first");
        await home.RunAsync("send", "films", "x", "--id", "second");
        var worker = home.Start(["work", "films", "--json", "--env", $"GO={home.File("go")}", .. flags, "--", "sh", "-c", script]);
        await worker.WaitForAsync("\"started\"");
        return worker;
    }

    private async Task RequeuedAsync(ProgramEnd end)
    {
        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("requeued").Should().ContainSingle().Which.Text("job").Should().Be("first");
        (await StateOfAsync("first")).Should().Be("queued");
    }

    private async Task<string?> StateOfAsync(string job) => (await home.RunAsync("status", job, "--json")).Json()[0].Text("state");
}
