namespace Haulbeat.Lab.Strategies;

/// <summary>What a strategy's program is written in.</summary>
internal enum StrategyKind
{
    /// <summary>.NET, with RabbitMQ.Client: this very program, started as <c>haulbeat __lab …</c>.</summary>
    DotNet,

    /// <summary>Python, with pika.</summary>
    Python,

    /// <summary><c>haulbeat work</c>.</summary>
    Haulbeat,
}
