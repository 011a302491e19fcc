using System.Diagnostics;

namespace Haulbeat.Lab.Strategies;

/// <summary>The strategies' Python programs. They are embedded in this one.</summary>
internal static class PythonPrograms
{
    private const string Extension = ".py";

    /// <summary>Writes them to the folder.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var assembly = typeof(PythonPrograms).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)))
        {
            using var content = assembly.GetManifestResourceStream(name)!;
            using var file = File.Create(Path.Combine(folder, name));
            content.CopyTo(file);
        }
    }

    /// <summary>The Python that has pika: the one on the path, or the system's, for which distributions package pika; null: neither has it.</summary>
    public static async Task<string?> FindPythonAsync(CancellationToken cancellationToken)
    {
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
        {
            if (await HasPikaAsync(python, cancellationToken))
            {
                return python;
            }
        }

        return null;
    }

    private static async Task<bool> HasPikaAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo(program, ["-c", "import pika"]) { RedirectStandardError = true, UseShellExecute = false })!;
            await python.WaitForExitAsync(cancellationToken);
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
