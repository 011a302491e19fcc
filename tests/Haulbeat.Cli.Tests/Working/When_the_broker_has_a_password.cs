using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Working;

public sealed class When_the_broker_has_a_password : IDisposable
{
    private const string Secret = "s3cret-pass";

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("amqp://user:s3cret-pass@127.0.0.1:1/", 4)]
    [InlineData("amqp://user:s3cret-pass@[nonsense/", 2)]
    [InlineData("amqp://user:s3cret-pass@127.0.0.1:99999/", 2)]
    [InlineData("amqps://user:s3cret-pass@127.0.0.1:1/?heartbeat=x", 2)]
    [InlineData("http://user:s3cret-pass@127.0.0.1/", 2)]
    public async Task No_error_shows_it(string broker, int code)
    {
        home.Environment["HAULBEAT_BROKER"] = broker;

        var end = await home.RunAsync("send", "films", "x", "--connect-timeout", "300ms");

        end.ExitCode.Should().Be(code, end.Errors);
        end.Errors.Should().StartWith("haulbeat: ").And.NotContain(Secret);
        end.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_wrong_one_ends_with_4()
    {
        var broker = new UriBuilder(TestBroker.Require()) { UserName = "guest", Password = Secret }.ToString();
        home.Environment["HAULBEAT_BROKER"] = broker;

        var end = await home.RunAsync("work", "films", "--", "cat");

        end.ExitCode.Should().Be(4, end.Errors);
        end.Errors.Should().Contain("guest").And.NotContain(Secret);
    }

    [Fact]
    public async Task Neither_the_events_nor_the_job_nor_the_processes_show_it()
    {
        var queue = "cli-" + Guid.NewGuid();
        home.Environment["HAULBEAT_BROKER"] = TestBroker.Require().ToString();
        await home.RunAsync("send", queue, "x", "--declare", "classic");

        var end = await home.RunAsync("work", queue, "--json", "--max-jobs", "1", "--", "sh", "-c", "{ env; cat /proc/$PPID/environ /proc/$PPID/cmdline; } | tr '\\0' '\\n' > " + home.File("seen"));

        end.ExitCode.Should().Be(0, end.Errors);
        var seen = await File.ReadAllTextAsync(home.File("seen"), TestContext.Current.CancellationToken);
        seen.Should().Contain("HAULBEAT_JOB=").And.Contain("__run").And.NotContain("HAULBEAT_BROKER").And.NotContain("amqp");
        end.Text.Should().Contain("\"broker\"").And.NotContain(":guest@");
    }
}
