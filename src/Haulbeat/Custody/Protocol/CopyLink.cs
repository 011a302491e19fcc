namespace Haulbeat.Custody.Protocol;

/// <summary>A message that stands for a job, as its holder knows it.</summary>
/// <param name="Number">Which one.</param>
/// <param name="SentAt">The clock just before it was sent, if this holder sent it.</param>
/// <param name="Tag">How to acknowledge it, while it is delivered to this holder.</param>
/// <param name="IsConfirmed">Whether the broker has it for certain.</param>
/// <param name="IsLogged">Whether the log says so.</param>
internal sealed record CopyLink(CopyNumber Number, BootInstant? SentAt, DeliveryTag? Tag, bool IsConfirmed, bool IsLogged)
{
    /// <summary>The link without its tag, if that belongs to the generation.</summary>
    public CopyLink Without(long generation) => Tag?.Generation == generation ? this with { Tag = null } : this;
}
