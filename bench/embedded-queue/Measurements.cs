using System.Diagnostics;
using System.Globalization;
using Haulbeat.Receiving;

namespace EmbeddedQueue;

/// <summary>Starts the processes, gives the signal, and takes the time.</summary>
internal static class Measurements
{
    /// <summary>Prints jobs sent per second and jobs leased and completed per second, over all processes together.</summary>
    public static async Task<int> ThroughputAsync(string folder, int jobs, int processes, int atOnce)
    {
        var file = Path.Combine(folder, $"throughput-{atOnce}.db");
        var sent = await RateAsync("send", file, jobs, processes, atOnce);
        var worked = await RateAsync("work", file, jobs, processes, atOnce);
        await using var transport = await Roles.OpenAsync(file);
        var state = await transport.FindQueueAsync("bench", default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sent:0} {worked:0}"));
        return state is { Queued: 0, Running: 0, Dead: 0 } ? 0 : 1;
    }

    /// <summary>Prints the median and the 99th percentile of the time from the call of send in one process to the delivery in another, in microseconds.</summary>
    public static async Task<int> LatencyAsync(string folder, int jobs)
    {
        var file = Path.Combine(folder, "latency.db");
        await using var transport = await Roles.OpenAsync(file);
        using var echo = await StartAsync(["echo", file, $"{jobs}"]);
        await echo.StandardInput.WriteLineAsync("go");
        var times = new List<long>();
        for (var i = 0; i < jobs; i++)
        {
            // The receiver is idle again before the next is sent, as a worker is that waits for work.
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            await transport.SendAsync(Roles.NewJob($"{TimeProvider.System.GetTimestamp()}"), QueueDeclaration.Quorum, default);
            times.Add(long.Parse((await echo.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
        }

        await echo.WaitForExitAsync();
        times.Sort();
        Console.WriteLine($"{times[jobs / 2]} {times[jobs * 99 / 100]}");
        return 0;
    }

    private static async Task<double> RateAsync(string role, string file, int jobs, int processes, int atOnce)
    {
        var children = new List<Process>();
        for (var i = 0; i < processes; i++)
        {
            children.Add(await StartAsync([role, file, $"{jobs / processes}", $"{atOnce}"]));
        }

        var start = TimeProvider.System.GetTimestamp();
        children.ForEach(child => child.StandardInput.WriteLine("go"));
        await Task.WhenAll(children.Select(child => child.WaitForExitAsync()));
        var rate = jobs / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var failed = children.Exists(child => child.ExitCode != 0);
        children.ForEach(child => child.Dispose());
        return failed ? throw new InvalidOperationException($"A process in the role of {role} failed.") : rate;
    }

    private static async Task<Process> StartAsync(IEnumerable<string> arguments)
    {
        var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await child.StandardOutput.ReadLineAsync();
        return child;
    }
}
