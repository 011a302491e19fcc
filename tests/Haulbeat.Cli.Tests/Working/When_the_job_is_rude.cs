using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_job_is_rude : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("exec <&-; sleep 0.1")]
    [InlineData("true")]
    [InlineData("head -c 100000000 /dev/zero | tr '\\0' x")]
    [InlineData("yes flood | head -c 30000000 >&2")]
    [InlineData("exec >&- 2>&-; cat | wc -c > /dev/null")]
    public async Task The_worker_takes_the_next_one(string script)
    {
        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        var queue = Foreign.TestQueue.NewName();
        var body = home.File("body");
        await File.WriteAllBytesAsync(body, new byte[4 << 20], TestContext.Current.CancellationToken);
        await home.RunAsync("send", queue, "--file", body, "--declare", "classic");
        await home.RunAsync("send", queue, "--file", body, "--declare", "classic");

        var end = await home.RunAsync("work", queue, "--json", "--until-empty", "--", "sh", "-c", script);

        end.ExitCode.Should().Be(0, end.Errors);
        end.Events("finished").Should().HaveCount(2);
        LogBytes().Should().BeLessThan(32 << 20, "the log is capped");
    }

    private long LogBytes() => Directory.GetFiles(home.Path, "log*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}
