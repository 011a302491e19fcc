using System.Security.Cryptography;
using System.Text;

namespace Haulbeat.Cli.Settings;

/// <summary>Names of workers: letters, digits, hyphens and underscores, because they become part of queue names and folder names.</summary>
internal static class WorkerName
{
    private const int Longest = 64;

    public static string Parse(string text) =>
        text.Length is > 0 and <= Longest && text.All(IsAllowed)
            ? text
            : throw new FormatException($"'{text}' is no worker's name. Use up to {Longest} letters, digits, hyphens and underscores; no dot.");

    /// <summary>The name a worker has on this machine if nobody names it.</summary>
    public static string Of(string machine)
    {
        var name = string.Concat(machine.Select(letter => IsAllowed(letter) ? letter : '-'));
        return name.Length is 0 ? "worker" : name[..Math.Min(name.Length, Longest - 10)];
    }

    /// <summary>The name a worker has whose folder is given but not its name: the same at each start, and no other folder's.</summary>
    public static string Of(string machine, string stateDirectory) =>
        $"{Of(machine)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateDirectory)))[..8]}";

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';
}
