namespace Haulbeat.Lab.Reporting;

/// <summary>One connection to the broker.</summary>
/// <param name="Start">When it was opened.</param>
/// <param name="End">When it ended.</param>
/// <param name="By">Who ended it: <c>broker</c>, <c>client</c>, <c>fault</c>, or <c>end</c> for the cell's end.</param>
/// <param name="Orderly">Whether the client said goodbye and was answered.</param>
internal sealed record LabConnection(double Start, double End, string By, bool Orderly);
