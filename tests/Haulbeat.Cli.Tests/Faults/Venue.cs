namespace Haulbeat.Cli.Tests.Faults;

/// <summary>Where the jobs of a scenario queue.</summary>
/// <param name="name">Its column in the matrix.</param>
/// <param name="address">What --broker is given.</param>
/// <param name="leasedEvent">The event after which a job survives its worker.</param>
internal abstract class Venue(string name, string address, string leasedEvent)
{
    public string Name => name;

    public string Address => address;

    public string LeasedEvent => leasedEvent;

    /// <summary>How many messages stand for jobs of the queue and are delivered to nobody.</summary>
    public abstract Task<int> WaitingAsync(string queue, IEnumerable<string> leaseQueues);

    /// <summary>How many dead letters of the queue there are.</summary>
    public abstract Task<int> DeadAsync(string queue);
}
