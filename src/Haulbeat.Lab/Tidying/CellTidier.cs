using Haulbeat.Lab.Brokers;
using Haulbeat.Lab.Cells;
using Haulbeat.Transports;

namespace Haulbeat.Lab.Tidying;

/// <summary>Removes what a cell made on the broker.</summary>
internal sealed class CellTidier(BrokerDesk desk)
{
    /// <summary>Whatever happened, Ctrl-C included: nothing cancels it. What cannot be removed now is tried again at the lab's end.</summary>
    public async Task RemoveAsync(CellNames names)
    {
        try
        {
            await desk.RemoveAsync([.. names.Whereabouts, names.DeadLetters], CancellationToken.None);
        }
        catch (TransportException)
        {
            // The broker is just being restarted, say.
        }
    }
}
