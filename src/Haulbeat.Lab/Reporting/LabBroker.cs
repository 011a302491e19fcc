namespace Haulbeat.Lab.Reporting;

/// <summary>The broker of a lab.</summary>
/// <param name="Version">Its version, as it tells clients.</param>
/// <param name="Own">Whether the lab started it for itself.</param>
internal sealed record LabBroker(string Version, bool Own);
