namespace Haulbeat.Transports;

/// <summary>What a check means for the guarantees.</summary>
public enum CheckVerdict
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, with a limit worth knowing.</summary>
    Warning,

    /// <summary>Haulbeat cannot work like this.</summary>
    Bad,
}
