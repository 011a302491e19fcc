using System.Diagnostics;
using System.Text;
using Haulbeat.Cli.Printing;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner.Posix;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests;

/// <summary>A program while it runs: its lines can be waited for, and signals sent to it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource patience;
    private readonly MemoryStream output = new();
    private readonly StringBuilder errors = new();
    private readonly SemaphoreSlim changed = new(0);
    private readonly Process process;
    private readonly Task reading;

    public RunningProgram(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder = "", TimeSpan? patience = null)
    {
        this.patience = new CancellationTokenSource(patience ?? Patience, TimeProvider.System);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        reading = Task.WhenAll(
            ReadAsync(process.StandardOutput.BaseStream, bytes => output.Write(bytes)),
            ReadAsync(process.StandardError.BaseStream, bytes => errors.Append(Encoding.UTF8.GetString(bytes))));
    }

    /// <summary>Writes to its stdin, which stays open.</summary>
    public async Task WriteSomeAsync(string text)
    {
        await process.StandardInput.WriteAsync(text.AsMemory(), patience.Token);
        await process.StandardInput.FlushAsync(patience.Token);
    }

    /// <summary>Writes the rest of its stdin.</summary>
    public async Task WriteAsync(byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, patience.Token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read its input: its exit code says whether that matters.
        }
    }

    public int Id => process.Id;

    /// <summary>Waits until stdout or stderr holds the text.</summary>
    public async Task WaitForAsync(string text)
    {
        while (Count(text) == 0)
        {
            reading.IsCompleted.Should().BeFalse($"'{text}' is to be printed before the end, after: {Printed()}");
            await changed.WaitAsync(patience.Token);
        }
    }

    /// <summary>How often stdout and stderr hold the text.</summary>
    public int Count(string text) => Printed().Split(text).Length - 1;

    public void Signal(int signal) => Libc.kill(process.Id, signal).Should().Be(0, $"it is to run still, after: {Printed()}");

    /// <summary>Waits until it has the signal in its own hands.</summary>
    public Task CatchesAsync(int signal) => Eventually.BecomesAsync(() => Task.FromResult(Catches(signal)));

    /// <summary>Closes the reading end of its stdout.</summary>
    public void StopReading() => process.StandardOutput.BaseStream.Dispose();

    public async Task<ProgramEnd> EndAsync()
    {
        await process.WaitForExitAsync(patience.Token);
        await reading.WaitAsync(patience.Token);
        return new ProgramEnd(process.ExitCode, output.ToArray(), errors.ToString());
    }

    /// <summary>Waits for its end alone, whoever may still hold its stdout and stderr.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        patience.Dispose();
        changed.Dispose();
    }

    private bool Catches(int signal) => File.ReadLines($"/proc/{process.Id}/status")
        .Any(line => line.StartsWith("SigCgt:", StringComparison.Ordinal) && ((Convert.ToUInt64(line[7..].Trim(), 16) >> (signal - 1)) & 1) == 1);

    /// <summary>Stdout and stderr so far.</summary>
    public string Printed() => Output() + Errors();

    /// <summary>Stdout so far.</summary>
    public string Output()
    {
        lock (output)
        {
            return Encoding.UTF8.GetString(output.ToArray());
        }
    }

    private string Errors()
    {
        lock (output)
        {
            return errors.ToString();
        }
    }

    private async Task ReadAsync(Stream stream, Action<byte[]> keep)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var count)
            {
                lock (output)
                {
                    keep(buffer[..count]);
                }

                changed.Release();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The test closed the stream.
        }

        changed.Release();
    }
}
