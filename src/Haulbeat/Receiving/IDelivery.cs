using Haulbeat.Custody;
using Haulbeat.Settling;

namespace Haulbeat.Receiving;

/// <summary>One handing-out of a job.</summary>
public interface IDelivery
{
    /// <summary>The job that was handed out.</summary>
    Job Job { get; }

    /// <summary>Until when nobody else can be handed this job without the worker renewing.</summary>
    BootInstant SafeUntil { get; }

    /// <summary>Cancelled as soon as custody is known to be lost: another worker may have been handed the job.</summary>
    CancellationToken Lost { get; }

    /// <summary>Does what was decided. Retries through lost publishing connections while custody lasts.</summary>
    /// <returns>False if custody was lost before the settlement took effect: whoever holds the job now settles it.</returns>
    Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken);
}
