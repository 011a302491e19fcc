using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab;

/// <summary>Follows a lab run.</summary>
public interface ILabProgress
{
    /// <summary>The run is planned. Nothing has been changed on the broker yet.</summary>
    void Started(LabOutline outline);

    /// <summary>A cell is done. Called from many threads.</summary>
    void Finished(LabCell cell);
}

/// <summary>What a lab run will do.</summary>
/// <param name="Broker">The given broker's address without its password; null: the lab starts its own.</param>
/// <param name="Cells">How many cells will run.</param>
/// <param name="AtOnce">How many of them run at a time, at most.</param>
/// <param name="Expected">How long all of them usually take.</param>
public sealed record LabOutline(string? Broker, int Cells, int AtOnce, TimeSpan Expected);
