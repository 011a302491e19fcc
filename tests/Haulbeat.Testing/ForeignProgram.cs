using System.Diagnostics;
using Xunit;

namespace Haulbeat.Testing;

/// <summary>Programs that are not ours: clients in other languages, ffmpeg, the broker's own tools.</summary>
public static class ForeignProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs the program to its end and asserts that it succeeded. Absent programs skip the test.</summary>
    public static async Task<ProgramEnd> SucceedAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        var end = await RunAsync(program, arguments, input);
        Assert.True(end.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {end.ExitCode}: {end.Errors}");
        return end;
    }

    /// <summary>Runs the program to its end. Absent programs skip the test.</summary>
    public static async Task<ProgramEnd> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        Missing.Unless(Exists(program), $"{program} is not installed. ./test installs it on Debian and Ubuntu.");
        using var process = Process.Start(StartInfo(program, arguments))!;
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await WriteAsync(process, input, patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new ProgramEnd(process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static bool Exists(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program)
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, cancellationToken);
        return all.ToArray();
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read its input: its exit code says whether that matters.
        }
    }
}
