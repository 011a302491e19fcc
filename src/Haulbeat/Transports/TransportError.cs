namespace Haulbeat.Transports;

/// <summary>The kinds of refusal a caller may want to tell apart.</summary>
public enum TransportError
{
    /// <summary>The address makes no sense, or an option does not fit it.</summary>
    BadAddress,

    /// <summary>Nobody answers there, or TLS fails.</summary>
    Unreachable,

    /// <summary>The broker answers but does not let us in (login, virtual host), or shows a certificate that we do not take. Trying again does not help.</summary>
    LoginRefused,

    /// <summary>The queue does not exist and may not or shall not be made.</summary>
    NoSuchQueue,

    /// <summary>The broker lets us in but forbids this.</summary>
    NotPermitted,

    /// <summary>The broker or the file does not take this message.</summary>
    MessageRefused,

    /// <summary>The file is no queue, or one from a newer Haulbeat, or cannot be written.</summary>
    BadStore,

    /// <summary>The connection went while something was under way.</summary>
    ConnectionLost,
}
