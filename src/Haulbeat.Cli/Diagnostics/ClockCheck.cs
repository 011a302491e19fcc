using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Leases are judged by the clock that counts from boot and goes on in sleep.</summary>
internal static class ClockCheck
{
    public static Check Look() => BootClock.Now.Nanoseconds > 0
        ? new Check("clock", CheckVerdict.Good, "The boot-time clock runs; leases hold through sleep and set clocks.")
        : new Check("clock", CheckVerdict.Bad, "There is no boot-time clock (CLOCK_BOOTTIME): a job could run twice at once after the machine slept. Use another kernel or container runtime.");
}
