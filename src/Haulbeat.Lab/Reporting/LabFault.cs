namespace Haulbeat.Lab.Reporting;

/// <summary>Something that goes wrong.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Title">What it is called in a table.</param>
/// <param name="Summary">One plain sentence.</param>
internal sealed record LabFault(string Name, string Title, string Summary);
