using Haulbeat.Lab.Html;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Lab;

public sealed class OpeningTheLabPage
{
    private const string Hostile = "\"'><script>window.hostile = true</script><b data-hostile onclick=alert(1)>&amp;{x}";

    [Fact]
    public async Task Each_cell_that_ran_is_drawn_and_each_of_its_runs_is_a_bar()
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict());

        page.Cells.Should().Be(8);
        page.Bars.Should().Be(12);
        page.Hatched.Should().Be(5, "so many runs were cut off");
        page.Absent.Should().Be(1);
        page.Text.Should().Contain("needs a broker of the lab's own");
    }

    [Fact]
    public async Task A_strategy_that_could_not_be_run_says_why_once()
    {
        var page = await OpenedPage.OfAsync(LabReports.WithoutAStrategy("ack-first", why: "needs Python with pika"));

        page.Cells.Should().Be(5);
        page.Text.Split("needs Python with pika").Should().HaveCount(2);
    }

    [Fact]
    public async Task The_verdict_stands_beside_its_color_as_a_word()
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict());

        page.Words.Should().Equal("stuck", "repeated", "wasted", "unseen", "overlapped", "lost", "clean", "dead");
        page.Unnamed.Should().BeEmpty("a drawing says in words what it shows");
    }

    [Fact]
    public async Task It_asks_nobody_for_anything_and_no_script_fails()
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict());

        page.Requests.Should().BeEmpty();
        page.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1339)]
    [InlineData(1340)]
    [InlineData(2200)]
    public async Task It_needs_no_scrolling_sideways(int width)
    {
        var page = await OpenedPage.OfAsync(LabReports.AsLargeAsTheLab(), width);

        page.Width.Should().Be(width);
        page.Needed.Should().BeLessThanOrEqualTo(width);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1400)]
    public async Task One_second_is_as_wide_in_each_cell_as_in_any_other(int width)
    {
        var page = await OpenedPage.OfAsync(LabReports.AsLargeAsTheLab(), width);

        page.SecondWidths.Should().HaveCount(80).And.AllSatisfy(second => second.Should().BeApproximately(page.SecondWidths[0], 0.01));
        page.SecondWidths[0].Should().BeGreaterThan(1, "a second has to be seen");
    }

    [Fact]
    public async Task What_stands_in_the_report_is_text_whatever_it_says()
    {
        var page = await OpenedPage.OfAsync(LabReports.WithEveryTextAs(Hostile));

        page.Injected.Should().Be(0);
        page.Errors.Should().BeEmpty();
        page.Text.Should().Contain(Hostile);
    }

    [Fact]
    public async Task A_cell_that_the_address_names_is_shown_at_large()
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict(), at: "#ack-first.cut");

        page.Large.Should().Be("ack first · connection cut");
    }

    [Fact]
    public async Task A_browser_draws_it()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder.File("empty.html"), "<!doctype html>", TestContext.Current.CancellationToken);
        await using (var page = File.CreateText(folder.File("page.html")))
        {
            LabPage.Write(LabReports.AsLargeAsTheLab(), page);
        }

        await Chromium.DrawAsync("file://" + folder.File("empty.html"), folder.File("empty.png"), 1400, 900);
        await Chromium.DrawAsync("file://" + folder.File("page.html"), folder.File("page.png"), 1400, 900);

        new FileInfo(folder.File("page.png")).Length.Should().BeGreaterThan(4 * new FileInfo(folder.File("empty.png")).Length, "a picture of something takes more room than one of nothing");
    }

    [Fact]
    public async Task No_cell_is_at_large_before_one_is_chosen()
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict());

        page.Large.Should().BeNull();
    }

    [Theory]
    [InlineData("ArrowRight", "ack first · worker killed")]
    [InlineData("ArrowLeft", "ack first · only length")]
    [InlineData("ArrowUp", "in the callback · connection cut")]
    [InlineData("ArrowDown", "Haulbeat · connection cut")]
    public async Task The_arrow_keys_lead_to_the_cells_beside_it(string key, string expected)
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict(), at: "#ack-first.cut", keys: key);

        page.Large.Should().Be(expected);
    }

    [Fact]
    public async Task Escape_leads_back_to_the_matrix()
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict(), at: "#ack-first.cut", keys: "Escape");

        page.Large.Should().BeNull();
        page.Address.Should().Be("#at.ack-first.cut");
    }

    [Fact]
    public async Task A_cell_at_large_needs_no_scrolling_sideways_on_a_phone()
    {
        var page = await OpenedPage.OfAsync(LabReports.OfEveryVerdict(), width: 390, at: "#callback.cut");

        page.Large.Should().NotBeNull();
        page.Needed.Should().BeLessThanOrEqualTo(390);
    }
}
