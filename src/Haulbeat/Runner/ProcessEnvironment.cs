using System.Text;

namespace Haulbeat.Runner;

/// <summary>The environment as the kernel has it: bytes, which need not be valid text.</summary>
internal static class ProcessEnvironment
{
    /// <summary>This process's environment.</summary>
    public static IReadOnlyList<byte[]> Read() => Split(File.ReadAllBytes("/proc/self/environ"));

    /// <summary>The entries of <paramref name="first"/>, then those of <paramref name="second"/> with other names.</summary>
    public static IReadOnlyList<byte[]> Merge(IReadOnlyList<byte[]> first, IReadOnlyList<byte[]> second)
    {
        var merged = new List<byte[]>(first.Count + second.Count);
        foreach (var entry in first)
        {
            AddUnlessNamed(merged, entry);
        }

        foreach (var entry in second)
        {
            AddUnlessNamed(merged, entry);
        }

        return merged;
    }

    /// <summary>An entry <c>NAME=value</c>.</summary>
    public static byte[] Entry(string name, string value) => Encoding.UTF8.GetBytes($"{name}={value}");

    private static List<byte[]> Split(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<byte[]>();
        foreach (var range in bytes.Split((byte)0))
        {
            if (bytes[range].Length > 0)
            {
                entries.Add(bytes[range].ToArray());
            }
        }

        return entries;
    }

    private static void AddUnlessNamed(List<byte[]> entries, byte[] entry)
    {
        var name = entry.AsSpan(0, entry.AsSpan().IndexOf((byte)'=') + 1);
        foreach (var existing in entries)
        {
            if (existing.AsSpan().StartsWith(name))
            {
                return;
            }
        }

        entries.Add(entry);
    }
}
