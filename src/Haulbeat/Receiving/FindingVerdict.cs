namespace Haulbeat.Receiving;

/// <summary>What a finding means for the guarantees.</summary>
public enum FindingVerdict
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, with a limit worth knowing.</summary>
    Warning,

    /// <summary>Haulbeat cannot work like this.</summary>
    Bad,
}
