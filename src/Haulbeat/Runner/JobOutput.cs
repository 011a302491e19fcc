using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>Takes what the job prints. It never makes the job wait and never keeps more than the log's limit.</summary>
internal sealed unsafe class JobOutput : IDisposable
{
    private const int BufferSize = 16384;
    private const int MostRoundsAtTheEnd = 1024;
    private readonly JobProcess process;
    private readonly OutputLog log;
    private readonly FfmpegProgress? ffmpeg;

    public JobOutput(JobProcess process, OutputLog log, bool understandsFfmpeg)
    {
        this.process = process;
        this.log = log;
        ffmpeg = understandsFfmpeg ? new FfmpegProgress(line => log.Append(System.Text.Encoding.UTF8.GetBytes(line))) : null;
    }

    /// <summary>The newest progress that the job printed, if it prints any.</summary>
    public Progress? Progress => ffmpeg?.Newest;

    public void Read(bool outputReady, bool errorsReady)
    {
        if (outputReady && !ReadOutput())
        {
            process.CloseOutput();
        }

        if (errorsReady && !ReadErrors())
        {
            process.CloseErrors();
        }
    }

    /// <summary>Takes what is left in the pipes. Call it when the job's process tree is dead. It waits for no other process that holds a pipe.</summary>
    public void Drain()
    {
        for (var round = 0; round < MostRoundsAtTheEnd && ReadOutput(); round++)
        {
        }

        for (var round = 0; round < MostRoundsAtTheEnd && ReadErrors(); round++)
        {
        }
    }

    public void Dispose()
    {
        process.CloseOutput();
        process.CloseErrors();
    }

    private bool ReadOutput()
    {
        var buffer = stackalloc byte[BufferSize];
        var bytes = ReadSome(process.OutputDescriptor, buffer, out var more);
        if (ffmpeg is null)
        {
            log.Append(bytes);
        }
        else
        {
            ffmpeg.FeedOutput(bytes);
        }

        return more;
    }

    private bool ReadErrors()
    {
        var buffer = stackalloc byte[BufferSize];
        var bytes = ReadSome(process.ErrorsDescriptor, buffer, out var more);
        log.Append(bytes);
        ffmpeg?.FeedErrors(bytes);
        return more;
    }

    /// <param name="descriptor">The pipe.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="more">False if the pipe is empty or at its end.</param>
    private static ReadOnlySpan<byte> ReadSome(int descriptor, byte* buffer, out bool more)
    {
        var count = descriptor < 0 ? 0 : read(descriptor, buffer, BufferSize);
        more = count > 0;
        return new ReadOnlySpan<byte>(buffer, (int)Math.Max(count, 0));
    }
}
