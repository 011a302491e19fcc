namespace Haulbeat.Cli.Demonstration;

/// <summary>Counts primes by trial division: real work that keeps a core busy.</summary>
internal sealed class PrimeCounter
{
    public const long First = 1_000_000_000_001;

    private long next = First;

    /// <summary>How many numbers were looked at: the odd ones from <see cref="First"/>.</summary>
    public long Examined => (next - First) / 2;

    public long Primes { get; private set; }

    public void Examine(int numbers)
    {
        for (var end = next + (2L * numbers); next < end; next += 2)
        {
            Primes += IsPrime(next) ? 1 : 0;
        }
    }

    private static bool IsPrime(long number)
    {
        for (long divisor = 3; divisor * divisor <= number; divisor += 2)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }
}
