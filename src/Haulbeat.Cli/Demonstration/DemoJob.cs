using System.Globalization;

namespace Haulbeat.Cli.Demonstration;

/// <summary>The demo's job: counts primes for as many seconds as its body says, however fast the machine is. Speaks the job protocol.</summary>
internal static class DemoJob
{
    public const string Verb = "__demo-work";

    private const long First = 1_000_000_000_001;
    private const int NumbersPerStep = 16;

    public static int Run(TimeProvider time)
    {
        var seconds = double.Parse(Console.In.ReadToEnd(), CultureInfo.InvariantCulture);
        var (primes, examined) = CountPrimes(seconds, time);
        var result = string.Create(CultureInfo.InvariantCulture, $"{primes} primes among {examined} odd numbers from {First}");
        Console.WriteLine(result);
        File.WriteAllText(PathIn("HAULBEAT_RESULT"), result);
        return ExitCode.Done;
    }

    private static (long Primes, long Examined) CountPrimes(double seconds, TimeProvider time)
    {
        using var progress = new StreamWriter(PathIn("HAULBEAT_PROGRESS"), append: true) { AutoFlush = true };
        var (start, reported, primes, next) = (time.GetTimestamp(), -1, 0L, First);
        for (var done = 0.0; done < 1; done = time.GetElapsedTime(start).TotalSeconds / seconds)
        {
            for (var end = next + (2 * NumbersPerStep); next < end; next += 2)
            {
                primes += IsPrime(next) ? 1 : 0;
            }

            if ((int)(done * 200) is var halfPercents && halfPercents != reported)
            {
                reported = halfPercents;
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done:0.000} {primes} primes found"));
            }
        }

        return (primes, (next - First) / 2);
    }

    // By trial division: real work that keeps a core busy.
    private static bool IsPrime(long oddNumber)
    {
        for (long divisor = 3; divisor * divisor <= oddNumber; divisor += 2)
        {
            if (oddNumber % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string PathIn(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set: run this job by a worker.");
}
