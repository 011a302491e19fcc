using System.Text.Json;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Tests.Lab;

public sealed class WritingTheReport
{
    private static readonly LabCell Ran = new()
    {
        Strategy = "callback", Fault = "cut", Ran = true, Verdict = "repeated", Said = "Done twice.", Connection = new LabConnectionFate(false, 6.1), Message = "done-twice",
        RunsStarted = 2, RunsEnded = 2, AtOnce = 1, SecondsWorked = 40, SecondsNeeded = 20, KnowsQueue = true,
        Timeline = new LabTimeline(44, [new LabRun(1, null, false, 123)], [new LabConnection(0.5, 6.6, "broker", false)], [new LabMark(6, "cut", "all connections reset")]),
    };

    private static readonly LabCell NotRun = new() { Strategy = "callback", Fault = "none", Ran = false, Why = "no broker", Said = "Not run: no broker.", KnowsQueue = true };

    [Fact]
    public void It_is_one_object_on_one_line() => Text(Ran).Should().NotContain("\n");

    [Fact]
    public void A_cell_holds_what_the_contract_names()
    {
        var cell = Cell(Ran);

        cell.EnumerateObject().Select(property => property.Name).Should().Equal(
            "strategy", "fault", "ran", "why", "verdict", "said", "connection", "lostByItself", "message", "runsStarted", "runsEnded", "atOnce",
            "secondsWorked", "secondsNeeded", "noticedAfter", "noticed", "knowsQueue", "timeline");
        cell.GetProperty("connection").GetRawText().Should().Be("""{"kept":false,"lostAfter":6.1}""");
        cell.GetProperty("timeline").GetRawText().Should().Be(
            """{"seconds":44,"runs":[{"start":1,"end":null,"ended":false,"pid":123}],"connections":[{"start":0.5,"end":6.6,"by":"broker","orderly":false}],"marks":[{"at":6,"kind":"cut","text":"all connections reset"}]}""");
    }

    [Fact]
    public void A_cell_that_did_not_run_says_why_and_nothing_else()
    {
        var cell = Cell(NotRun);

        cell.GetProperty("why").GetString().Should().Be("no broker");
        cell.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Null).Select(property => property.Name)
            .Should().Equal("verdict", "connection", "message", "noticedAfter", "noticed", "timeline");
    }

    private static JsonElement Cell(LabCell cell) => JsonDocument.Parse(Text(cell)).RootElement.GetProperty("cells")[0];

    private static string Text(LabCell cell) => LabJson.Format(new LabReport(
        "1.0", DateTimeOffset.UnixEpoch, new LabBroker("4.0.5", true), 2, 20, 208.1,
        [new LabStrategy("callback", "in the callback", "One sentence.", true, "src/x.cs")], [new LabFault("cut", "cut", "One sentence.")], [cell]));
}
