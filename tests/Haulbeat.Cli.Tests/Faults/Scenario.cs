using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>Jobs that meet a fault, and what became of them.</summary>
internal sealed class Scenario(string fault, Venue venue, TimeSpan lease) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Home home = new();
    private readonly string unique = Guid.NewGuid().ToString("n")[..8];
    private readonly List<FaultWorker> workers = [];
    private readonly List<string> sent = [];
    private bool held;

    public string Queue { get; } = TestQueue.NewName();

    public Ledger Ledger { get; } = new();

    /// <summary>What else the table tells of it.</summary>
    public string Note { get; set; } = "";

    /// <summary>Sends jobs that wait at the gate, or do what is said.</summary>
    public async Task SendAsync(int jobs, string what = "gate", string? by = null)
    {
        var lines = string.Concat(Enumerable.Repeat(what + "\n", jobs));
        var end = await home.RunWithAsync(lines, "send", Queue, "--lines", "--broker", by ?? venue.Address);
        end.ExitCode.Should().Be(0, end.Errors);
        sent.AddRange(end.Text.Split('\n'));
    }

    /// <summary>Starts a worker that leases at once. The same role again is the same worker, back on its state directory.</summary>
    public FaultWorker Work(string role, params string[] options) => WorkAt(venue.Address, role, options);

    /// <summary>The same, by another way to the broker.</summary>
    public FaultWorker WorkAt(string address, string role, params string[] options)
    {
        var worker = new FaultWorker(NameOf(role), venue.LeasedEvent, home.Environment, HaulbeatBinary.Path, Arguments(address, role, options));
        workers.Add(worker);
        return worker;
    }

    /// <summary>Starts a worker by way of a shell script that has its command line in "$@".</summary>
    public FaultWorker WorkIn(string script, string role, params string[] options)
    {
        var worker = new FaultWorker(NameOf(role), venue.LeasedEvent, home.Environment, "/usr/bin/unshare", ["-m", "sh", "-ec", script, "sh", HaulbeatBinary.Path, .. Arguments(venue.Address, role, options)]);
        workers.Add(worker);
        return worker;
    }

    /// <summary>The state directory of a role.</summary>
    public string StateOf(string role) => home.File(role);

    /// <summary>Lets the jobs end, stops the workers in order, and judges: nothing lost, nothing twice at once, nothing left that runs again.</summary>
    public async Task ConcludeAsync(bool startedOnce)
    {
        Ledger.OpenGate();
        await EndAsync();
        await StopWorkersAsync();
        await SweepAsync();
        (await venue.DeadAsync(Queue)).Should().Be(Dead().Count, "each dead job has its letter");

        var row = Row();
        row.Ended.Should().Be(row.Sent, Describe());
        row.Twice.Should().Be(0, Describe());
        if (startedOnce)
        {
            row.Started.Should().Be(row.Sent, Describe());
        }

        held = true;
    }

    /// <summary>Waits until each job has ended.</summary>
    public Task EndAsync() => Eventually.BecomesAsync(() => Task.FromResult(Lost().Count == 0), Patience, Describe);

    public async ValueTask DisposeAsync()
    {
        (Row() with { Held = held }).Write();
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }

        Ledger.Dispose();
        home.Dispose();
    }

    private string NameOf(string role) => $"{role}-{unique}";

    private string[] Arguments(string address, string role, string[] options) =>
    [
        "work", Queue, "--broker", address, "--json", "--name", NameOf(role), "--state-dir", StateOf(role),
        "--lease", $"{lease.TotalMilliseconds}ms", "--slots", "4", "--grace", "1s",
        .. options.Contains("--lease-after") ? options : ["--lease-after", "0s", .. options],
        "--", .. Ledger.Command,
    ];

    private async Task StopWorkersAsync()
    {
        foreach (var worker in workers.Where(worker => !worker.IsGone))
        {
            (await worker.StopAsync()).Should().Be(0, Describe());
        }
    }

    // What is left over, a lease message that was on its way when its job ended, must be dropped by whoever gets it.
    private async Task SweepAsync()
    {
        if (await WaitingAsync() is 0)
        {
            return;
        }

        var sweeper = Work("sweeper");
        await Eventually.BecomesAsync(async () => await WaitingAsync() == 0, lease + Patience, () => "nothing is to be left.\n" + Describe());
        (await sweeper.StopAsync()).Should().Be(0, Describe());
    }

    private Task<int> WaitingAsync() => venue.WaitingAsync(Queue, workers.Select(worker => $"haulbeat.leases.{worker.Name}.{lease.TotalMilliseconds}").Distinct());

    private HashSet<string> Dead() => [.. workers.SelectMany(worker => worker.Jobs("dead"))];

    private List<string> Lost() => [.. sent.Except(Dead()).Except(Ledger.All(LedgerEntry.End).Select(entry => entry.Job))];

    private MatrixRow Row() => new(fault, venue.Name, sent.Count, Ledger.All(LedgerEntry.Start).Count, Ledger.All(LedgerEntry.End).Count + Dead().Count, Ledger.All(LedgerEntry.Twice).Count, Lost().Count, Note, Held: false);

    private string Describe() =>
        $"sent {string.Join(' ', sent)}\n{string.Join('\n', Ledger.Read())}\n" + string.Concat(workers.Select(worker => $"--- {worker.Name} ({worker.Pid})\n{worker.Printed()}"));
}
