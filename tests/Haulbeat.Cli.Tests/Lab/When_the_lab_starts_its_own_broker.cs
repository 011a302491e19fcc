using System.Diagnostics;
using System.Text.Json;
using Haulbeat.Runner.Posix;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Lab;

public sealed class When_the_lab_starts_its_own_broker : IDisposable
{
    private readonly Home home = new();
    private readonly string temporary;

    public When_the_lab_starts_its_own_broker()
    {
        TestBroker.Require();
        temporary = Directory.CreateDirectory(home.File("temporary")).FullName;
        home.Environment["TMPDIR"] = temporary;
        home.Environment["HAULBEAT_RABBITMQ_BIN"] = Environment.GetEnvironmentVariable("HAULBEAT_RABBITMQ_BIN");
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task It_removes_the_broker()
    {
        await using var lab = Start("--strategies", "ack-first,haulbeat", "--faults", "ack-timeout,broker-restart", "--json");
        var end = await lab.EndAsync();

        end.ExitCode.Should().Be(0, end.Errors);
        NothingIsLeft();
        var cells = JsonDocument.Parse(end.Text).RootElement.GetProperty("cells").EnumerateArray().ToList();
        cells.Should().HaveCount(4);
        cells.Select(cell => cell.GetProperty("verdict").GetString()).Should().AllBe("clean", end.Text);
    }

    [Theory]
    [InlineData("plain/console.log")]
    [InlineData("1/ledger")]
    public async Task It_removes_the_broker_on_Ctrl_C_too(string file)
    {
        await using var lab = Start("--strategies", "two-process", "--faults", "none");
        await Eventually.BecomesAsync(() => Task.FromResult(Directory.EnumerateDirectories(temporary).Any(folder => File.Exists($"{folder}/{file}"))));

        lab.Signal(Libc.SignalInterrupt);
        var end = await lab.EndAsync();

        end.ExitCode.Should().Be(130, end.Errors);
        NothingIsLeft();
    }

    [Fact]
    public async Task A_table_is_printed_and_a_page_is_written()
    {
        await using var lab = Start("--strategies", "haulbeat", "--faults", "job-crash");
        var end = await lab.EndAsync();

        end.ExitCode.Should().Be(0, end.Errors);
        end.Text.Should().MatchRegex(@"\n +job-crash\nhaulbeat +dead\n").And.Contain("dead letters").And.NotContain("\e");
        end.Errors.Should().Contain("1 cell,").And.Contain("haulbeat × job-crash: dead").And.Contain(home.File("haulbeat-lab.html"));
        (await File.ReadAllTextAsync(home.File("haulbeat-lab.html"), TestContext.Current.CancellationToken)).Should().Contain("job-crash");
    }

    private RunningProgram Start(params string[] arguments) =>
        new(HaulbeatBinary.Path, ["lab", .. arguments], home.Environment, home.Path, TimeSpan.FromMinutes(4));

    private void NothingIsLeft()
    {
        Directory.EnumerateFileSystemEntries(temporary).Should().BeEmpty();
        Process.GetProcesses().Where(process => HasTemporaryFolder(process.Id)).Should().BeEmpty();
    }

    private bool HasTemporaryFolder(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Contains("TMPDIR=" + temporary, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
