using System.Diagnostics;
using Haulbeat.Testing;

namespace Haulbeat.Contracts.Tests.Sqlite;

/// <summary>Another file system in the place of a folder, for as long as a test takes. Takes root.</summary>
internal sealed class Mount(string path) : IAsyncDisposable
{
    /// <summary>A disk of 2 MB.</summary>
    public static async Task<Mount> SmallDiskAsync(string path)
    {
        Missing.Unless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "haulbeat-test", path), "A small disk is needed to fill it: mounting one takes root.");
        return new Mount(path);
    }

    /// <summary>The same folder, but nobody can write to it.</summary>
    public static async Task<Mount> ReadOnlyAsync(string path)
    {
        Missing.Unless(await RunAsync("mount", "--bind", path, path), "A read-only place is needed: mounting one takes root.");
        await RunAsync("mount", "-o", "remount,bind,ro", path);
        return new Mount(path);
    }

    public async ValueTask DisposeAsync() => await RunAsync("umount", "-l", path);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
