using Haulbeat.Jobs;
using Haulbeat.Transports;
using Polly;
using Polly.Retry;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>Tries again forever, less often each time, with jitter so that a broker that comes back is not overrun.</summary>
internal static class Backoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static ResiliencePipeline Forever(TimeProvider time, Func<TransportException, ValueTask>? onFailure = null) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<TransportException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = First,
            MaxDelay = Longest,
            UseJitter = true,
            OnRetry = attempt => attempt.Outcome.Exception is TransportException failure && onFailure is not null ? onFailure(failure) : default,
        }).Build();

    /// <summary>Tries again for two seconds when the broker refuses a message: a quorum queue has no leader in its first moments.</summary>
    public static ResiliencePipeline AfterNack(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<PublishException>(nack => !nack.IsReturn),
            MaxRetryAttempts = 5,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(60),
        }).Build();
}
