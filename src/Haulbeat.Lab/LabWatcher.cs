using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab;

/// <summary>Is told how a lab goes, for those who wait for it.</summary>
/// <param name="Begins">It is known what will be done, and on which broker (without password; null: the lab's own); nothing has been done yet.</param>
/// <param name="Finished">A cell is done. Called from many threads.</param>
internal sealed record LabWatcher(Action<LabPlan, string?> Begins, Action<LabCell> Finished);
