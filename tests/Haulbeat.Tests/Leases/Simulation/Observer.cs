using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>Sees everything, and judges by the guarantees.</summary>
internal sealed class Observer(World world)
{
    private readonly List<Runner> running = [];
    private readonly Dictionary<string, int> starts = [];
    private readonly HashSet<string> ended = [];
    private readonly HashSet<string> endedUnleased = [];
    private readonly HashSet<string> sent = [];
    private readonly HashSet<string> sentAgain = [];

    private Schedule Schedule => world.Schedule;

    public int Starts => starts.Values.Sum();

    public void OnSent(string key)
    {
        if (!sent.Add(key))
        {
            sentAgain.Add(key);
        }
    }

    /// <summary>G2, and G5: what ended is not started again.</summary>
    public void OnStarted(Runner runner, JobOwnership facts)
    {
        starts[runner.Key] = starts.GetValueOrDefault(runner.Key) + 1;
        running.Add(runner);
        CheckAlone(runner);
        if (facts.HasEnded && !runner.IsFresh && !Schedule.LosesLog)
        {
            throw new Violation($"G5: {runner} was started after the job's end was recorded");
        }
    }

    /// <summary>G2. A message that the sender sent twice is begun twice, until the second is leased.</summary>
    public void CheckAlone(Runner runner)
    {
        foreach (var other in running)
        {
            var isExcused = sentAgain.Contains(runner.Key) && (runner.IsUnleased || other.IsUnleased);
            if (other != runner && other.Key == runner.Key && !isExcused && !Schedule.LosesLog)
            {
                throw new Violation($"G2: {runner} and {other} run at once");
            }
        }
    }

    public void OnStopped(Runner runner) => running.Remove(runner);

    public void OnEndedUnleased(string key) => endedUnleased.Add(key);

    public void OnSettled(string key) => ended.Add(key);

    public void OnLogged(Broker broker, string key)
    {
        if (broker.Log.Read(key).HasEnded)
        {
            ended.Add(key);
        }

        CheckThere(broker, key);
    }

    public void OnRemoved(Broker broker, Message message)
    {
        if (world.IsTraced)
        {
            world.Trace("broker", $"removes {message}");
        }

        CheckThere(broker, message.Key);
    }

    /// <summary>Everything was well for long: all is done, nothing is left over.</summary>
    public void CheckEnd(Broker broker)
    {
        foreach (var job in Schedule.Jobs)
        {
            CheckDone(broker, job.Key);
        }

        if (running.Count > 0)
        {
            throw new Violation($"G7: {running[0]} runs forever");
        }
    }

    private void CheckDone(Broker broker, string key)
    {
        if (!ended.Contains(key))
        {
            throw new Violation($"G1: {key} never ended");
        }

        if (broker.Messages.Find(message => message.Key == key) is { } left)
        {
            throw new Violation($"{left} is left in {left.Queue} though the job ended");
        }

        if (Schedule.IsMild && starts[key] != 1)
        {
            throw new Violation($"G3: {key} was started {starts[key]} times though no outage was as long as the lease");
        }
    }

    /// <summary>G1 at each moment: a message that whoever gets it may start, until the job ended.</summary>
    private void CheckThere(Broker broker, string key)
    {
        var facts = broker.Log.Read(key);
        var isOver = Schedule.HasLog && !Schedule.LosesLog ? facts.HasEnded || endedUnleased.Contains(key) : ended.Contains(key);
        if (!isOver && !broker.Messages.Exists(message => message.Key == key && facts.Allow(message.Lineage)))
        {
            throw new Violation($"G1: no message stands for {key} any more");
        }
    }
}
