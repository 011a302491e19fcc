using System.Runtime.InteropServices;
using System.Text;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner.Posix;

/// <summary>Starts processes by posix_spawn, which shares the parent's memory until exec and so costs the same however big the parent is.</summary>
internal static unsafe class Spawner
{
    /// <summary>Starts the process.</summary>
    /// <returns>0 and its pid, or the error number.</returns>
    public static int Spawn(in SpawnRequest request, out int pid)
    {
        SpawnAttributes attributes;
        SpawnFileActions actions;
        _ = posix_spawnattr_init(&attributes);
        _ = posix_spawn_file_actions_init(&actions);
        var arguments = Vector(request.Arguments);
        var environment = Vector(request.Environment);
        var path = stackalloc byte[Encoding.UTF8.GetMaxByteCount(request.Path.Length) + 1];
        try
        {
            SetAttributes(&attributes);
            SetDescriptors(&actions, request.Descriptors);
            path[Encoding.UTF8.GetBytes(request.Path, new Span<byte>(path, Encoding.UTF8.GetMaxByteCount(request.Path.Length)))] = 0;
            var child = 0;
            var error = posix_spawn(&child, path, &actions, &attributes, arguments, environment);
            pid = child;
            return error;
        }
        finally
        {
            NativeMemory.Free(arguments);
            NativeMemory.Free(environment);
            _ = posix_spawn_file_actions_destroy(&actions);
            _ = posix_spawnattr_destroy(&attributes);
        }
    }

    // The runtime ignores SIGPIPE and may block signals; a job must start with neither inherited.
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
