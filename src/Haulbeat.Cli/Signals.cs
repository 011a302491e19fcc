using System.Globalization;
using System.Runtime.InteropServices;

namespace Haulbeat.Cli;

/// <summary>SIGINT, SIGTERM and SIGHUP as tokens: one for the first that comes, one for the second.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource first = new();
    private readonly CancellationTokenSource second = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int number;

    public Signals()
    {
        Catch(PosixSignal.SIGINT, 2);
        Catch(PosixSignal.SIGTERM, 15);

        // nohup ignores SIGHUP for its program; catching the signal would undo that.
        if (!IsIgnored(1))
        {
            Catch(PosixSignal.SIGHUP, 1);
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken First => first.Token;

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Second => second.Token;

    /// <summary>The number of the first signal, or null while none has come.</summary>
    public int? Number => Volatile.Read(ref number) is not 0 and var signal ? signal : null;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        first.Dispose();
        second.Dispose();
    }

    private void Catch(PosixSignal signal, int itsNumber) =>
        registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            (Interlocked.CompareExchange(ref number, itsNumber, 0) == 0 ? first : second).Cancel();
        }));

    private static bool IsIgnored(int signal)
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask)
            && (mask >> (signal - 1) & 1) == 1;
    }
}
