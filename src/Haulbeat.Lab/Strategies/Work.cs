using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Lab.Processes;

namespace Haulbeat.Lab.Strategies;

/// <summary>The work: a plain function that blocks its thread. It notes in a ledger when it starts and when it ends.</summary>
internal static class Work
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static int number;

    /// <param name="body">Its length in seconds; <c>20 crash 6</c>: after 6 of them it kills its process, as the out-of-memory killer does.</param>
    /// <param name="ledger">The ledger's path.</param>
    public static void Do(ReadOnlySpan<byte> body, string ledger)
    {
        var words = System.Text.Encoding.ASCII.GetString(body).Split(' ');
        var run = $"{Environment.ProcessId}-{Interlocked.Increment(ref number)}";
        var crash = words is [_, "crash", var after] ? Steps(after) : int.MaxValue;
        Note(ledger, "start", run);
        for (var step = 0; step < Steps(words[0]); step++)
        {
            BlockThread();
            if (step + 1 >= crash)
            {
                Posix.Signal(Environment.ProcessId, Posix.Kill);
            }
        }

        Note(ledger, "end", run);
    }

    private static int Steps(string seconds) => (int)Math.Round(double.Parse(seconds, CultureInfo.InvariantCulture) / Step.TotalSeconds);

#pragma warning disable RS0030 // The lab shows work that blocks its thread.
    private static void BlockThread() => Thread.Sleep(Step);
#pragma warning restore RS0030

    // One write per line, so that processes can share the file.
    private static void Note(string ledger, string what, string run)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{what} {run} {Environment.ProcessId} {BootClock.Now.Nanoseconds / 1e9:0.000}\n");
        using var file = new FileStream(ledger, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(line));
    }
}
