namespace Haulbeat.Transports;

/// <summary>The right to be handed one job: the worker has a free slot for it. Only the worker counts slots and makes permits.</summary>
/// <param name="Slot">The slot's number, from 0.</param>
public readonly record struct SlotPermit(int Slot);
