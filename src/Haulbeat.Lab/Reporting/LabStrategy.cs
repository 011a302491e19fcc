namespace Haulbeat.Lab.Reporting;

/// <summary>A way to deal with long work.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Title">What it is called in a table.</param>
/// <param name="Summary">One plain sentence.</param>
/// <param name="KnowsQueue">Whether the code of the work has to know of the queue.</param>
/// <param name="Source">Where its program stands in the repository.</param>
internal sealed record LabStrategy(string Name, string Title, string Summary, bool KnowsQueue, string Source);
