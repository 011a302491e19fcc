using Haulbeat.Execution;
using Haulbeat.Jobs;

namespace Haulbeat.Tests.Execution;

public sealed class GivingTheJobItsInput : IAsyncDisposable
{
    private readonly RunBench bench = new();

    [Fact]
    public async Task The_body_comes_byte_for_byte_on_stdin()
    {
        var body = Enumerable.Range(0, 100_000).Select(number => (byte)number).ToArray();

        var report = await bench.RunAsync(
            new JobCommand { Program = "/bin/sh", Arguments = ["sh", "-c", "cat >$HAULBEAT_RESULT"] },
            new Job { Id = "job", Queue = "queue", Body = body });

        report.ExitCode.Should().Be(0);
        (await File.ReadAllBytesAsync(bench.Files.Result, TestContext.Current.CancellationToken)).Should().Equal(body);
    }

    [Theory]
    [InlineData("exec <&-; exit 0")]
    [InlineData("exit 0")]
    public async Task A_job_that_does_not_read_its_input_is_no_trouble(string script)
    {
        var report = await bench.RunAsync(
            new JobCommand { Program = "/bin/sh", Arguments = ["sh", "-c", script] },
            new Job { Id = "job", Queue = "queue", Body = new byte[8 << 20] });

        report.Should().Be(new ExitReport { ExitCode = 0 });
    }

    [Fact]
    public async Task The_body_as_an_argument_passes_no_shell()
    {
        await bench.RunAsync(
            new JobCommand { Program = "/bin/echo", Arguments = ["echo", "<{body}>"] },
            new Job { Id = "job", Queue = "queue", Body = "$(id); `id` {file} {body}"u8.ToArray() });

        bench.Log.Should().Be("<$(id); `id` {file} {body}>\n");
    }

    [Fact]
    public async Task The_body_as_a_file()
    {
        await bench.RunAsync(
            new JobCommand { Program = "/bin/cat", Arguments = ["cat", "{file}"] },
            new Job { Id = "job", Queue = "queue", Body = "in a file"u8.ToArray() });

        bench.Log.Should().Be("in a file");
        File.Exists(bench.Files.Body).Should().BeFalse("what nobody needs any more must not fill the disk");
    }

    [Fact]
    public async Task Who_it_is_stands_in_its_environment_and_nothing_of_the_worker()
    {
        await bench.RunAsync(
            new JobCommand
            {
                Program = "/usr/bin/env",
                Arguments = ["env"],
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["OWN"] = "mine", ["HAULBEAT_JOB"] = "forged" },
            },
            new Job { Id = "../../etc", Queue = "films", Run = 3, Attempt = 2, TraceParent = "00-1-2-3", Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-film.name"] = "ä" } });

        var environment = bench.Log.Split('\n');
        environment.Should().Contain(["HAULBEAT_JOB=../../etc", "HAULBEAT_QUEUE=films", "HAULBEAT_RUN=3", "HAULBEAT_ATTEMPT=2", "TRACEPARENT=00-1-2-3", "HAULBEAT_HEADER_X_FILM_NAME=ä", "OWN=mine"]);
        environment.Should().NotContain(line => line.StartsWith("HAULBEAT_TEST", StringComparison.Ordinal) || line.StartsWith("HAULBEAT_BROKER", StringComparison.Ordinal));
        environment.Count(line => line.StartsWith("HAULBEAT_JOB=", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task A_job_inherits_no_open_files_but_its_own()
    {
        await bench.ShellAsync("ls /proc/self/fd | tr '\\n' ' '");

        // 3 is ls' own look into the folder.
        bench.Log.Should().Be("0 1 2 3 ");
    }

    [Fact]
    public async Task A_script_without_a_first_line_runs_as_in_every_shell()
    {
        var script = bench.File_("script");
        await File.WriteAllTextAsync(script, "echo plain $1", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await bench.RunAsync(new JobCommand { Program = script, Arguments = [script, "words"] }, new Job { Id = "job", Queue = "queue" });

        bench.Log.Should().Be("plain words\n");
    }

    [Fact]
    public async Task Signals_are_as_a_fresh_program_expects_them()
    {
        await bench.ShellAsync("grep -E 'Sig(Blk|Ign)' /proc/self/status");

        // glibc's posix_spawn ignores its own two, 32 and 33, in every child.
        bench.Log.Should().MatchRegex("SigBlk:\\s+0+\\nSigIgn:\\s+0+(180000000)?\\n");
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();
}
