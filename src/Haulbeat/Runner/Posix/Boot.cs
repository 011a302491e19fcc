namespace Haulbeat.Runner.Posix;

/// <summary>This run of the machine's kernel: moments of the boot-time clock and pids mean nothing in another.</summary>
internal static class Boot
{
    /// <summary>Its id, or an empty text where the kernel does not tell.</summary>
    public static string Id { get; } = Read();

    private static string Read()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
