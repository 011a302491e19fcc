using System.Diagnostics;

namespace Haulbeat.Lab.Strategies;

/// <summary>The strategies' Python programs, which this program carries within it.</summary>
internal static class PythonFiles
{
    private const string Extension = ".py";

    /// <summary>Writes them into the folder.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var assembly = typeof(PythonFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)))
        {
            using var content = assembly.GetManifestResourceStream(name)!;
            using var file = File.Create(Path.Combine(folder, name));
            content.CopyTo(file);
        }
    }

    /// <summary>Whether they can run on this machine.</summary>
    public static async Task<bool> CanRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import pika"]) { RedirectStandardError = true, UseShellExecute = false })!;
            await python.WaitForExitAsync(cancellationToken);
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
