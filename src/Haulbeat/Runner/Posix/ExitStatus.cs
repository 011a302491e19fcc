namespace Haulbeat.Runner.Posix;

/// <summary>How a process ended: by an exit code or by a signal, which are never confused.</summary>
internal readonly record struct ExitStatus(int? Code, int? Signal)
{
    /// <summary>Reads the status word of wait(2).</summary>
    public static ExitStatus FromWaitStatus(int status) =>
        (status & 0x7f) == 0 ? new((status >> 8) & 0xff, null) : new(null, status & 0x7f);
}
