using System.Runtime.InteropServices;
using System.Text;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner.Posix;

/// <summary>Starts processes by posix_spawn, which shares the parent's memory until exec: the size of the parent costs nothing.</summary>
internal static unsafe class Spawner
{
    /// <summary>Starts a process in a session of its own.</summary>
    /// <param name="path">The program. Nothing is searched.</param>
    /// <param name="arguments">Its arguments, its own name first, as bytes without NUL.</param>
    /// <param name="environment">Its whole environment, as <c>NAME=value</c> bytes without NUL.</param>
    /// <param name="descriptors">What becomes its descriptors 0, 1, 2, …; all others are closed.</param>
    /// <param name="pid">Its pid.</param>
    /// <returns>0 or the error number.</returns>
    public static int Spawn(string path, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, int[] descriptors, out int pid)
    {
        SpawnAttributes attributes;
        SpawnFileActions actions;
        _ = posix_spawnattr_init(&attributes);
        _ = posix_spawn_file_actions_init(&actions);
        var argumentVector = Vector(arguments);
        var environmentVector = Vector(environment);
        var pathBytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        try
        {
            SetAttributes(&attributes);
            SetDescriptors(&actions, descriptors);
            pathBytes[Encoding.UTF8.GetBytes(path, new Span<byte>(pathBytes, Encoding.UTF8.GetMaxByteCount(path.Length)))] = 0;
            var child = 0;
            var error = posix_spawn(&child, pathBytes, &actions, &attributes, argumentVector, environmentVector);
            pid = child;
            return error;
        }
        finally
        {
            NativeMemory.Free(argumentVector);
            NativeMemory.Free(environmentVector);
            _ = posix_spawn_file_actions_destroy(&actions);
            _ = posix_spawnattr_destroy(&attributes);
        }
    }

    // The runtime ignores SIGPIPE and may block signals: a job must inherit neither.
    private static void SetAttributes(SpawnAttributes* attributes)
    {
        SignalSet signals;
        _ = sigfillset(&signals);
        _ = posix_spawnattr_setsigdefault(attributes, &signals);
        _ = sigemptyset(&signals);
        _ = posix_spawnattr_setsigmask(attributes, &signals);
        _ = posix_spawnattr_setflags(attributes, SpawnSetSession | SpawnSetSignalDefault | SpawnSetSignalMask);
    }

    private static void SetDescriptors(SpawnFileActions* actions, int[] descriptors)
    {
        for (var target = 0; target < descriptors.Length; target++)
        {
            _ = posix_spawn_file_actions_adddup2(actions, descriptors[target], target);
        }

        _ = posix_spawn_file_actions_addclosefrom_np(actions, descriptors.Length);
    }

    /// <summary>A NULL-terminated vector of C strings in one block.</summary>
    private static byte** Vector(IReadOnlyList<byte[]> strings)
    {
        var size = (nuint)((strings.Count + 1) * sizeof(byte*));
        foreach (var text in strings)
        {
            size += (nuint)text.Length + 1;
        }

        var vector = (byte**)NativeMemory.Alloc(size);
        var next = (byte*)(vector + strings.Count + 1);
        for (var index = 0; index < strings.Count; index++)
        {
            vector[index] = next;
            strings[index].CopyTo(new Span<byte>(next, strings[index].Length));
            next[strings[index].Length] = 0;
            next += strings[index].Length + 1;
        }

        vector[strings.Count] = null;
        return vector;
    }
}
