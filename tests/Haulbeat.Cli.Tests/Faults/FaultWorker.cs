using Haulbeat.Cli.Tests.Foreign;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner.Posix;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A worker that meets a fault. With it end its runners and jobs.</summary>
internal sealed class FaultWorker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(60);

    private readonly string mark = Guid.NewGuid().ToString("n");
    private readonly RunningProgram program;
    private readonly string leasedEvent;

    public FaultWorker(string name, string leasedEvent, IReadOnlyDictionary<string, string?> environment, string file, IReadOnlyList<string> arguments)
    {
        Name = name;
        this.leasedEvent = leasedEvent;
        program = new RunningProgram(file, arguments, new Dictionary<string, string?>(environment, StringComparer.Ordinal) { [MarkedProcesses.Variable] = mark }, patience: Patience);
    }

    public string Name { get; }

    public int Pid => program.Id;

    /// <summary>Nobody is there any more to be told to stop.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Waits until it has told the event as often as that.</summary>
    public Task TellsAsync(string name, int times = 1) =>
        Eventually.BecomesAsync(() => Task.FromResult(Count(name) >= times), EventPatience, () => $"{Name} is to tell of {name} {times} times, but printed\n{Printed()}");

    /// <summary>Waits until that many jobs outlast it.</summary>
    public Task LeasesAsync(int jobs) => TellsAsync(leasedEvent, jobs);

    public int Count(string name) => program.Count($"{{\"event\":\"{name}\"");

    public IEnumerable<string> Jobs(string name) => WorkEnd.ReadSoFar(program.Output()).Jobs(name);

    public string Printed() => program.Printed();

    public void Freeze() => program.Signal(Libc.SignalStop);

    public void Thaw() => program.Signal(Libc.SignalContinue);

    /// <summary>kill -9 of the worker alone.</summary>
    public async Task KillAsync()
    {
        program.Signal(Libc.SignalKill);
        await EndAsync();
    }

    /// <summary>Worker, runners and jobs are gone at once, as with their host.</summary>
    public async Task KillHostAsync()
    {
        await MarkedProcesses.KillAsync(mark);
        await EndAsync();
    }

    /// <summary>SIGTERM: what that means is said by --on-stop.</summary>
    public Task<int> StopAsync()
    {
        program.Signal(Libc.SignalTerminate);
        return EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await MarkedProcesses.KillAsync(mark);
        await program.DisposeAsync();
    }

    // Not for the end of its output: that its runners may still hold.
    private Task<int> EndAsync()
    {
        IsGone = true;
        return program.ExitAsync();
    }
}
