using Haulbeat.Lab.Brokers;
using Haulbeat.RabbitMQ.Sending;

namespace Haulbeat.Lab.Cells;

/// <summary>Looks where a cell's message is, once nobody holds it any more.</summary>
internal sealed class MessageSearch(BrokerDesk desk, CellNames names, TimeProvider time)
{
    // A broker hands out again what a lost connection held, but not at once.
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    public async Task<(bool Left, bool Buried)> LookAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var counts = await desk.CountAsync([.. names.Whereabouts, names.DeadLetters], cancellationToken);
            var left = names.Whereabouts.Any(queue => counts.GetValueOrDefault(queue) > 0);
            var buried = counts.GetValueOrDefault(names.DeadLetters) > 0;
            if (left || buried || time.GetElapsedTime(start) > ConfirmTimeout)
            {
                return (left, buried);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
