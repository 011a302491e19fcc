using System.Globalization;
using System.Text;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>Time, chance and what is to happen next. Nothing here takes real time.</summary>
internal sealed class World(Schedule schedule, Breakage breakage, StringBuilder? trace)
{
    public const long Second = 1_000_000_000;
    public const long Millisecond = 1_000_000;
    private const int MostEvents = 100_000;

    private readonly PriorityQueue<Action, (long At, long Order)> events = new();
    private readonly Random random = new(schedule.Seed);
    private long order;

    public long Now { get; private set; }

    public long SlowUntil { get; set; }

    public Schedule Schedule { get; } = schedule;

    public Breakage Breakage { get; } = breakage;

    public static string Show(long time) => string.Create(CultureInfo.InvariantCulture, $"{time / (double)Second:0.000} s");

    public void At(long time, Action action) => events.Enqueue(action, (Math.Max(time, Now), order++));

    public void After(long delay, Action action) => At(Now + delay, action);

    /// <summary>A chance of one in so many.</summary>
    public bool OneIn(int count) => random.Next(count) == 0;

    public int Choose(int count) => random.Next(count);

    public long Between(long least, long most) => random.NextInt64(least, most + 1);

    /// <summary>How long a message takes.</summary>
    public long Latency() => Now < SlowUntil && OneIn(2) ? Between(Millisecond, 8 * Second) : Between(Millisecond / 10, 5 * Millisecond);

    public void Trace(string who, string what) => trace?.AppendLine(CultureInfo.InvariantCulture, $"{Now / (double)Second,9:0.0000}  {who,-8} {what}");

    public bool IsTraced => trace is not null;

    /// <summary>Lets everything happen until the deadline, or until nothing is left to happen.</summary>
    public void Run(long deadline)
    {
        for (var count = 0; events.TryDequeue(out var action, out var when) && when.At <= deadline; count++)
        {
            Now = when.At;
            action();
            if (count > MostEvents)
            {
                throw new Violation("G3: it never comes to rest");
            }
        }
    }
}
