using System.Diagnostics;
using System.Text.Json;
using Haulbeat.Runner.Posix;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Lab;

[Trait("Broker", "Each")]
public sealed class When_the_lab_uses_a_given_broker : IAsyncLifetime
{
    private readonly Home home = new();
    private OwnBroker broker = null!;

    public async ValueTask InitializeAsync() => broker = await OwnBroker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await broker.DisposeAsync();
        home.Dispose();
    }

    [Fact]
    public async Task It_leaves_nothing_behind()
    {
        var before = await BrokerInventory.TakeAsync(broker);

        await using var lab = Start("--strategies", "callback,haulbeat", "--faults", "cut,job-crash", "--json");
        var end = await lab.EndAsync();

        end.ExitCode.Should().Be(0, end.Errors);
        await LeavesNothingAsync(before);
        var cells = JsonDocument.Parse(end.Text).RootElement.GetProperty("cells").EnumerateArray().ToList();
        cells.Should().HaveCount(4).And.OnlyContain(cell => cell.GetProperty("ran").GetBoolean());
        Verdict(cells, "haulbeat", "cut").Should().Be("clean", end.Text);
        Verdict(cells, "haulbeat", "job-crash").Should().Be("dead", end.Text);
        Verdict(cells, "callback", "job-crash").Should().Be("stuck", end.Text);
        Verdict(cells, "callback", "cut").Should().NotBe("clean", end.Text);
    }

    [Fact]
    public async Task It_removes_nothing_that_existed_before()
    {
        var address = broker.Address.ToString();
        var sent = await home.RunAsync("send", "others", "a job", "--broker", address);
        var worked = await home.RunAsync("work", "others", "--until-empty", "--broker", address, "--", "true");
        (sent.ExitCode, worked.ExitCode).Should().Be((0, 0), sent.Errors + worked.Errors);
        var before = await BrokerInventory.TakeAsync(broker);

        await using var lab = Start("--strategies", "haulbeat", "--faults", "none", "--json");
        (await lab.EndAsync()).ExitCode.Should().Be(0);

        before.Exchanges.Should().Contain(line => line.StartsWith("haulbeat.leases", StringComparison.Ordinal));
        var after = await BrokerInventory.TakeAsync(broker);
        (after with { Queues = Names(after) }).Should().BeEquivalentTo(before with { Queues = Names(before) }, "the event log has grown, and nothing else has changed");
    }

    [Fact]
    public async Task It_cleans_up_on_Ctrl_C_too()
    {
        var before = await BrokerInventory.TakeAsync(broker);
        await using var lab = Start("--strategies", "callback,two-process,ack-first,haulbeat", "--faults", "none,worker-frozen");
        await Eventually.BecomesAsync(async () => (await BrokerInventory.TakeAsync(broker)).Queues.Count(queue => queue.StartsWith("haulbeat.leases.haulbeat-lab-", StringComparison.Ordinal)) >= 2);

        lab.Signal(Libc.SignalInterrupt);
        var end = await lab.EndAsync();

        end.ExitCode.Should().Be(130, end.Errors);
        await LeavesNothingAsync(before);
    }

    private RunningProgram Start(params string[] arguments)
    {
        home.Environment["HAULBEAT_BROKER"] = broker.Address.ToString();
        home.Environment["TMPDIR"] = Directory.CreateDirectory(home.File("temporary")).FullName;
        return new RunningProgram(HaulbeatBinary.Path, ["lab", .. arguments], home.Environment, home.Path, TimeSpan.FromMinutes(3));
    }

    private async Task LeavesNothingAsync(BrokerInventory before)
    {
        (await BrokerInventory.TakeAsync(broker)).Should().BeEquivalentTo(before);
        await BrokerInventory.NobodyIsConnectedAsync(broker);
        Directory.EnumerateFileSystemEntries(home.File("temporary")).Should().BeEmpty();
        Process.GetProcesses().Where(process => Environment(process).Contains("TMPDIR=" + home.File("temporary"), StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static string Environment(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/environ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static List<string> Names(BrokerInventory inventory) => [.. inventory.Queues.Select(line => line.Split('\t')[0])];

    private static string? Verdict(IEnumerable<JsonElement> cells, string strategy, string fault) =>
        cells.Single(cell => cell.GetProperty("strategy").GetString() == strategy && cell.GetProperty("fault").GetString() == fault).GetProperty("verdict").GetString();
}
