using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Looking;

public sealed class When_the_doctor_looks : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_sound_machine_ends_with_0()
    {
        var end = await home.RunAsync("doctor", "--json");

        end.ExitCode.Should().Be(0, end.Text);
        end.Json().Select(check => check.Text("check")).Should().Contain(["kernel", "clock", "cgroup", "state directory", "broker"]);
        end.Json().Should().NotContain(check => check.Text("verdict") == "bad");
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_ends_with_4_after_the_machine_was_looked_at()
    {
        var end = await home.RunAsync("doctor", "--json", "--broker", "amqp://127.0.0.1:1", "--connect-timeout", "300ms");

        end.ExitCode.Should().Be(4, end.Errors);
        end.Json().Should().Contain(check => check.Text("check") == "kernel");
        end.Json()[^1].Text("verdict").Should().Be("bad");
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_written_is_bad()
    {
        var end = await home.RunAsync("doctor", "--state-dir", home.Write("file", "x"));

        end.ExitCode.Should().Be(1, end.Errors);
        end.Text.Should().Contain("BAD").And.Contain("--state-dir");
    }

    [Fact]
    public async Task A_broker_that_answers_is_examined()
    {
        var end = await home.RunAsync("doctor", "--broker", TestBroker.Require().ToString());

        end.ExitCode.Should().Be(0, end.Text);
        end.Text.Should().Contain("RabbitMQ").And.NotContain(":guest@");
    }

    [Fact]
    public async Task What_a_worker_needs_is_printed_as_commands_on_lines_of_their_own()
    {
        string[] arguments = ["doctor", "--broker", TestBroker.Require().ToString(), "--queue", "films", "--name", "mill", "--lease", "6s"];

        var end = await home.RunAsync(arguments);
        var checks = (await home.RunAsync([.. arguments, "--json"])).Json();

        end.Text.Should().MatchRegex(@"\n +rabbitmqctl set_permissions -p '/' USER '\^\$' '\^\(amq\\\.default\|haulbeat\\\.leases\)\$' '[^']*haulbeat\\\.leases\\\.mill\\\.6000[^']*'$");
        end.Text.Should().Contain("rabbitmqctl import_definitions");
        checks.Should().OnlyContain(check => check.GetProperty("commands").ValueKind == System.Text.Json.JsonValueKind.Array);
        checks.Single(check => check.Text("check") == "made beforehand").GetProperty("commands").GetArrayLength().Should().Be(2);
    }
}
