namespace Haulbeat.Tests.Running;

/// <summary>Looks at processes from outside.</summary>
internal static class Processes
{
    public static bool Exists(int pid) => Directory.Exists($"/proc/{pid}");

    /// <summary>Whether it runs: one that has ended and waits to be reaped does not.</summary>
    public static bool Runs(int pid) => Haulbeat.Running.Posix.ProcessBirth.Of(pid) is not null;

    /// <summary>Waits for something that a process is about to do.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!holds())
        {
            deadline.IsCancellationRequested.Should().BeFalse("within 30 s this has to happen: {0}", what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    public static async Task<int> PidInAsync(string path)
    {
        await UntilAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'), $"a pid stands in {path}");
        return int.Parse(await File.ReadAllTextAsync(path), System.Globalization.CultureInfo.InvariantCulture);
    }
}
