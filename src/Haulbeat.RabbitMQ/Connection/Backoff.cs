using Haulbeat.Receiving;
using Polly;
using Polly.Retry;

namespace Haulbeat.RabbitMQ.Connection;

/// <summary>Tries again for ever, ever less often, with jitter so that a broker that comes back is not overrun.</summary>
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
}
