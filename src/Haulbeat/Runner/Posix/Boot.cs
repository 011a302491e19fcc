namespace Haulbeat.Runner.Posix;

/// <summary>The kernel's boot. Pids and instants of the boot-time clock mean nothing in another.</summary>
internal static class Boot
{
    /// <summary>Its id, or an empty text where the kernel has none.</summary>
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
