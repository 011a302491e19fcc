using System.Globalization;
using System.Text;

namespace Haulbeat.Lab.Processes;

/// <summary>The processes that a lab started, and all their descendants: they carry its tag in their environment.</summary>
internal static class TaggedProcesses
{
    /// <summary>The variable that holds the tag.</summary>
    public const string Variable = "LAB_OF_HAULBEAT";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private const int MaxRounds = 250;

    /// <summary>Kills all processes whose tag begins with this one. It stops all of them first, so that none reacts to the death of another.</summary>
    public static async Task KillAsync(string tag, TimeProvider time)
    {
        SignalAll(tag, Posix.Stop);
        for (var round = 0; round < MaxRounds && SignalAll(tag, Posix.Kill); round++)
        {
            await Task.Delay(PollInterval, time, CancellationToken.None);
        }
    }

    private static bool SignalAll(string tag, int signal)
    {
        var variable = Encoding.UTF8.GetBytes($"{Variable}={tag}");
        var found = Running().Where(pid => pid != Environment.ProcessId && HasInEnvironment(pid, variable)).ToList();
        found.ForEach(pid => Posix.Signal(pid, signal));
        return found.Count > 0;
    }

    // A process that has ended and is not reaped yet has an empty environment: it is not found.
    private static IEnumerable<int> Running() => Directory.EnumerateDirectories("/proc")
        .Select(directory => int.TryParse(Path.GetFileName(directory.AsSpan()), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    private static bool HasInEnvironment(int pid, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")).AsSpan().IndexOf(bytes) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
