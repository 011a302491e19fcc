using Haulbeat.Receiving;
using Haulbeat.Settling;

namespace Haulbeat.Sqlite;

/// <summary>Decides when a job was interrupted too often to be tried again: it may be what brings its workers down.</summary>
internal static class InterruptionBudget
{
    public static bool IsSpent(Job job, ReceiveOptions options) => job.Interruptions > options.Interruptions;

    public static DeathCertificate Certify(Job job, ReceiveOptions options, DateTimeOffset now) => new()
    {
        Outcome = "interrupted",
        Reason = $"interrupted {job.Interruptions} times because its worker or host stopped, vanished or lost its hold on the job, and --interruptions allows {options.Interruptions}; "
            + "find out whether the job itself brings them down, or allow more with --interruptions, and send it again",
        Worker = options.Worker,
        At = now,
    };
}
