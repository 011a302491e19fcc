using System.Globalization;

namespace Haulbeat.Cli.Demonstration;

/// <summary>The demo's job: looks for primes for as many seconds as its body says, however fast the machine is. Speaks the job protocol.</summary>
internal static class DemoWork
{
    public const string Verb = "__demo-work";

    private const int Step = 16;

    public static int Run(TimeProvider time)
    {
        var seconds = double.Parse(Console.In.ReadToEnd(), CultureInfo.InvariantCulture);
        var primes = new PrimeCounter();
        Work(primes, seconds, time);
        var result = string.Create(CultureInfo.InvariantCulture, $"{primes.Primes} primes among {primes.Examined} odd numbers from {PrimeCounter.First}");
        Console.WriteLine(result);
        File.WriteAllText(Path("HAULBEAT_RESULT"), result);
        return ExitCode.Done;
    }

    private static void Work(PrimeCounter primes, double seconds, TimeProvider time)
    {
        using var progress = new StreamWriter(Path("HAULBEAT_PROGRESS"), append: true) { AutoFlush = true };
        var (start, told) = (time.GetTimestamp(), -1);
        for (var done = 0.0; done < 1; done = time.GetElapsedTime(start).TotalSeconds / seconds)
        {
            primes.Examine(Step);
            if ((int)(done * 200) is var mark && mark != told)
            {
                told = mark;
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done:0.000} {primes.Primes} primes found"));
            }
        }
    }

    private static string Path(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set: this is a job for a worker.");
}
