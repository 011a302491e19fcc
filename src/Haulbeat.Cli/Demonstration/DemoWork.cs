using System.Globalization;

namespace Haulbeat.Cli.Demonstration;

/// <summary>The demo's job: real work of about as many seconds as its body says, measured out in the first half-second. Speaks the job protocol.</summary>
internal static class DemoWork
{
    public const string Verb = "__demo-work";

    private const int Step = 16;
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(0.5);

    public static int Run(TimeProvider time)
    {
        var seconds = double.Parse(Console.In.ReadToEnd(), CultureInfo.InvariantCulture);
        var primes = new PrimeCounter();
        Work(primes, MeasureOut(primes, seconds, time));
        var result = string.Create(CultureInfo.InvariantCulture, $"{primes.Primes} primes among {primes.Examined} odd numbers from {PrimeCounter.First}");
        Console.WriteLine(result);
        File.WriteAllText(Path("HAULBEAT_RESULT"), result);
        return ExitCode.Done;
    }

    private static long MeasureOut(PrimeCounter primes, double seconds, TimeProvider time)
    {
        // A program that is compiled as it runs is slow at first.
        WorkFor(Trial / 2, primes, time);
        var (examined, start) = (primes.Examined, time.GetTimestamp());
        WorkFor(Trial, primes, time);
        return (long)((primes.Examined - examined) * seconds / time.GetElapsedTime(start).TotalSeconds);
    }

    private static void WorkFor(TimeSpan period, PrimeCounter primes, TimeProvider time)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < period)
        {
            primes.Examine(Step);
        }
    }

    private static void Work(PrimeCounter primes, long numbers)
    {
        using var progress = new StreamWriter(Path("HAULBEAT_PROGRESS"), append: true) { AutoFlush = true };
        var told = -1L;
        while (primes.Examined < numbers)
        {
            primes.Examine(Step);
            if (primes.Examined * 200 / numbers is var mark && mark != told)
            {
                told = mark;
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)primes.Examined / numbers:0.000} {primes.Primes} primes found"));
            }
        }
    }

    private static string Path(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set: this is a job for a worker.");
}
