using System.Text.Json;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Lab;

/// <summary>All strategies under all faults, on the lab's own broker.</summary>
[Trait("Category", "Long")]
[Trait("Broker", "Each")]
public sealed class When_the_whole_lab_runs : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task It_shows_what_happens_to_long_work()
    {
        TestBroker.Require();
        home.Environment["HAULBEAT_RABBITMQ_BIN"] = Environment.GetEnvironmentVariable("HAULBEAT_RABBITMQ_BIN");
        await using var lab = new RunningProgram(HaulbeatBinary.Path, ["lab", "--json"], home.Environment, home.Path, TimeSpan.FromMinutes(8));
        var end = await lab.EndAsync();
        end.ExitCode.Should().Be(0, end.Errors);
        var report = JsonDocument.Parse(end.Text).RootElement;
        var cells = report.GetProperty("cells").EnumerateArray().ToDictionary(cell => $"{Text(cell, "strategy")}/{Text(cell, "fault")}", StringComparer.Ordinal);

        cells.Values.Should().HaveCount(80).And.OnlyContain(cell => cell.GetProperty("ran").GetBoolean());
        report.GetProperty("seconds").GetDouble().Should().BeLessThan(300);
        LosesItsConnection(cells["callback-python/none"]);
        LosesItsConnection(cells["starved/none"]);
        Verdict(cells["two-process/none"]).Should().Be("clean");
        Verdict(cells["two-process/cut"]).Should().NotBe("clean");
        Verdict(cells["ack-first/worker-killed"]).Should().Be("lost");
        cells["heartbeats-off/worker-frozen"].GetProperty("noticed").GetBoolean().Should().BeFalse();
        foreach (var cell in cells.Values.Where(cell => Text(cell, "strategy") == "haulbeat"))
        {
            Verdict(cell).Should().Be(Text(cell, "fault") == "job-crash" ? "dead" : "clean", cell.GetRawText());
        }
    }

    private static void LosesItsConnection(JsonElement cell) =>
        cell.GetProperty("connection").GetProperty("kept").GetBoolean().Should().BeFalse(cell.GetRawText());

    private static string? Verdict(JsonElement cell) => Text(cell, "verdict");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
