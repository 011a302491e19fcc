using Haulbeat.Jobs;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Sqlite.Queries;

/// <summary>A receiver's lease: what it is called, and how long the lease lasts.</summary>
internal sealed record Lease(long Receiver, string Worker, string? StateDirectory, TimeSpan Length)
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    /// <summary>What is left for killing the job before another worker may be handed it.</summary>
    public TimeSpan Margin => Length / 10 < LongestMargin ? Length / 10 : LongestMargin;

    public TimeSpan RenewEvery => Length / 3 < LongestInterval ? Length / 3 : LongestInterval;

    /// <summary>When others may be handed the jobs, if the lease is renewed now.</summary>
    public BootInstant End(BootInstant now) => now + Length;

    /// <summary>Until when the jobs are safe, if the lease is renewed now.</summary>
    public BootInstant SafeUntil(BootInstant now) => SafeBefore(End(now));

    /// <summary>Until when the jobs are safe under a lease that ends then.</summary>
    public BootInstant SafeBefore(BootInstant end) => end + -Margin;

    public static Lease Of(long receiver, ReceiveOptions options) => new(receiver, options.Worker, options.StateDirectory, options.Lease);
}
