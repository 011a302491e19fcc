using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A pipe at which jobs wait without a process and without looking again and again. If the test ends, it opens.</summary>
internal sealed class Gate : IDisposable
{
    private readonly string path;
    private readonly SafeFileHandle handle;

    public Gate(string path)
    {
        this.path = path;
        using var maker = Process.Start("mkfifo", [path]);
        maker.WaitForExit();
        handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    /// <summary>Whoever waits reads the pipe's end; whoever comes later finds an empty file.</summary>
    public void Open()
    {
        if (handle.IsClosed)
        {
            return;
        }

        File.WriteAllText(path + ".open", "");
        File.Move(path + ".open", path, overwrite: true);
        handle.Dispose();
    }

    public void Dispose() => handle.Dispose();
}
