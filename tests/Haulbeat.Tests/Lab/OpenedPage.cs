using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Haulbeat.Lab.Html;
using Haulbeat.Lab.Reporting;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Lab;

/// <summary>The lab's page in a browser, from a file, and what stood in it in the end.</summary>
internal sealed record OpenedPage(
    IReadOnlyList<string> Errors,
    IReadOnlyList<string> Requests,
    int Cells,
    int Bars,
    int Hatched,
    int Absent,
    IReadOnlyList<string> Words,
    IReadOnlyList<string> Unnamed,
    int Injected,
    string Text,
    string? Large,
    string Address,
    double Width,
    double Needed,
    IReadOnlyList<double> SecondWidths)
{
    private static readonly JsonSerializerOptions Loosely = new(JsonSerializerDefaults.Web);

    /// <summary>Opens it in a frame so wide, at a place in it, and presses keys.</summary>
    public static async Task<OpenedPage> OfAsync(LabReport report, int width = 1280, string at = "", params string[] keys)
    {
        using var folder = new TemporaryDirectory();
        var page = new StringWriter();
        LabPage.Write(report, page);
        var text = page.ToString().Replace("<head>", "<head>" + Probe(keys), StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("page.html"), text);
        await File.WriteAllTextAsync(folder.File("frame.html"), Frame(width, at));
        var seen = Regex.Match(await Chromium.ReadAsync("file://" + folder.File("frame.html")), "data-seen=\"(?<report>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.True(seen.Success, "The page's probe did not report: its scripts did not run to their end.");
        return JsonSerializer.Deserialize<OpenedPage>(WebUtility.HtmlDecode(seen.Groups["report"].Value), Loosely)!;
    }

    // A window has a least width of its own; a frame has not.
    private static string Frame(int width, string at) =>
        $$"""
        <!doctype html><body><script>addEventListener('message', event => document.body.setAttribute('data-seen', event.data))</script>
        <iframe src="page.html{{at}}" style="width:{{width}}px;height:800px;border:0"></iframe></body>
        """;

    private static string Probe(IEnumerable<string> keys) =>
        $$"""
        <script>
        const errors = [];
        addEventListener('error', event => errors.push(String(event.message)), true);
        addEventListener('securitypolicyviolation', event => errors.push(event.blockedURI));
        const all = selector => [...document.querySelectorAll(selector)];
        const pause = () => new Promise(done => setTimeout(done, 50));
        addEventListener('load', async () => {
          for (const key of {{JsonSerializer.Serialize(keys)}}) {
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            await pause();
          }
          const large = document.querySelector('.large:target');
          parent.postMessage(JSON.stringify({
            errors,
            requests: performance.getEntriesByType('resource').map(entry => entry.name),
            cells: all('a.cell').length,
            bars: all('a.cell .run').length,
            hatched: all('a.cell .run').filter(run => {
              const hatch = getComputedStyle(run).fill.match(/#([^"]*)"/);
              return hatch && document.getElementById(hatch[1]);
            }).length,
            absent: all('.absent').length,
            words: all('a.cell .word').map(word => word.textContent),
            unnamed: all('svg[role=img]').filter(drawing => !drawing.querySelector(':scope > title')?.textContent).map(drawing => drawing.outerHTML),
            injected: all('[data-hostile]').length + (window.hostile ? 1 : 0),
            text: document.body.innerText,
            large: large && getComputedStyle(large).display !== 'none' ? large.querySelector('h2').innerText : null,
            address: decodeURIComponent(location.hash),
            width: document.documentElement.clientWidth,
            needed: document.documentElement.scrollWidth,
            secondWidths: all('a.cell .timeline').map(drawing => drawing.getBoundingClientRect().width / drawing.style.getPropertyValue('--seconds')),
          }), '*');
        });
        </script>
        """;
}
