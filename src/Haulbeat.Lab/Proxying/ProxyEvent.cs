namespace Haulbeat.Lab.Proxying;

/// <summary>What was heard on a connection.</summary>
internal enum ProxyEvent
{
    /// <summary>A client acked.</summary>
    Acked,

    /// <summary>The broker took an unacked message back.</summary>
    TakenBack,
}
