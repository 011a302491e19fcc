using Haulbeat.Custody;
using Haulbeat.Receiving;

namespace Haulbeat.Cli.Examining;

/// <summary>Leases are judged by the clock that counts from boot and goes on in sleep.</summary>
internal static class ClockCheck
{
    public static Finding Look() => BootClock.Now.Nanoseconds > 0
        ? new Finding("clock", FindingVerdict.Good, "The boot-time clock runs; leases hold through sleep and set clocks.")
        : new Finding("clock", FindingVerdict.Bad, "There is no boot-time clock (CLOCK_BOOTTIME): a job could run twice at once after the machine slept. Use another kernel or container runtime.");
}
