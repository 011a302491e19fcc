namespace Haulbeat.Lab.Cells;

/// <summary>What may be done on a broker.</summary>
/// <param name="Version">The broker's version.</param>
/// <param name="Own">Whether it is the lab's own.</param>
internal sealed record Venue(Version Version, bool Own);
