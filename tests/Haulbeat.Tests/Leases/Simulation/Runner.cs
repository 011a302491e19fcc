using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A runner and its job: goes on without a worker, and ends the job when the lease is over by its own clock.</summary>
internal sealed class Runner(Host host, Broker broker, string key, LeaseVersion run, bool isFresh)
{
    private bool isWorkerGone;

    public string Key { get; } = key;

    public LeaseVersion Run { get; } = run;

    public bool IsFresh { get; } = isFresh;

    public JobLease Term { get; private set; }

    /// <summary>Whether it runs on the sender's message, without a lease message and without having asked the log.</summary>
    public bool IsUnleased => IsFresh && !Term.IsLeased;

    public bool IsRunning { get; private set; }

    /// <summary>Whether the job came to its end: the exit record is there.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The one to be told of the end.</summary>
    public SimulatedSession? Session { get; private set; }

    public void Start(JobLease term, long duration)
    {
        (IsRunning, Term) = (true, term);
        host.World.Trace(host.Name, $"starts {this}");
        broker.Observer.OnStarted(this, broker.Log.Read(Key));
        host.Runners.Add(this);
        host.World.After(duration, () => Stop(true));
        Watch();
    }

    public void Attach(SimulatedSession session) => (Session, isWorkerGone) = (session, false);

    public void Tell(JobLease term)
    {
        if (term != Term && IsRunning)
        {
            var wasUnleased = IsUnleased;
            Term = term;
            if (wasUnleased && !IsUnleased)
            {
                broker.Observer.CheckAlone(this);
            }

            Watch();
        }
    }

    public void OnWorkerGone()
    {
        isWorkerGone = host.Worker is null;
        Watch();
    }

    public void Kill() => Stop(false);

    /// <summary>The record is taken off: nobody asks for it any more.</summary>
    public void Forget() => host.Runners.Remove(this);

    public override string ToString() => $"{Key} run {Run.Run} on {Run.Owner}";

    private void Watch()
    {
        var limit = isWorkerGone ? Term.SurvivesUntil : Term.SafeUntil;
        if (!IsRunning || host.World.Breakage == Breakage.IgnoresTheClock)
        {
            return;
        }

        if (host.Clock >= limit)
        {
            host.World.Trace(host.Name, $"the lease of {this} is over by the clock");
            Kill();
        }
        else
        {
            host.At(limit, Watch);
        }
    }

    private void Stop(bool isEnd)
    {
        if (IsRunning)
        {
            (IsRunning, HasEnded) = (false, isEnd);
            host.World.Trace(host.Name, $"{(isEnd ? "ended" : "killed")} {this}");
            broker.Observer.OnStopped(this);
            Session?.Worker.Post(Session.OnRunStopped);
        }
    }
}
