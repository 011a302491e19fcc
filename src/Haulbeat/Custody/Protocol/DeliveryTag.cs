namespace Haulbeat.Custody.Protocol;

/// <summary>What a message is acknowledged by. Means nothing outside its generation: all that one channel delivered.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Number">The number within it.</param>
internal readonly record struct DeliveryTag(long Generation, ulong Number);
