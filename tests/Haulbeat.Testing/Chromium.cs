using System.Globalization;

namespace Haulbeat.Testing;

/// <summary>Chromium without a window, on a file of this machine.</summary>
public static class Chromium
{
    private static readonly string[] Quietly =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
    ];

    /// <summary>What the page has become once its scripts have run.</summary>
    public static async Task<string> ReadAsync(string address)
    {
        var end = await RunAsync(address, ["--dump-dom"]);
        return end.Text;
    }

    /// <summary>Draws the page into a PNG file.</summary>
    public static async Task DrawAsync(string address, string picture, int width, int height) =>
        await RunAsync(address, [$"--screenshot={picture}", string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}")]);

    private static async Task<ProgramEnd> RunAsync(string address, IEnumerable<string> options)
    {
        using var profile = new TemporaryDirectory();
        // Virtual time: the page's own waiting costs none, and what is printed is how it stands after it.
        return await ForeignProgram.SucceedAsync("chromium", [.. Quietly, $"--user-data-dir={profile.Path}", "--virtual-time-budget=5000", .. options, address]);
    }
}
