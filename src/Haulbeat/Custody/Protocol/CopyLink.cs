namespace Haulbeat.Custody.Protocol;

/// <summary>A message that is delivered to us and not acknowledged.</summary>
/// <param name="Number">Which one.</param>
/// <param name="Tag">What it is acknowledged by.</param>
internal readonly record struct CopyLink(CopyNumber Number, DeliveryTag Tag);
