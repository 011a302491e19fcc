using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>The job's own process: starts, signals and reaps it. What its end means is decided elsewhere.</summary>
internal sealed unsafe class JobProcess : IDisposable
{
    private const int NotExecutableFormat = 8;
    private readonly bool separateErrors;
    private readonly bool keepsInputOpen;
    private int input = -1;
    private int output = -1;
    private int errors = -1;
    private int pidfd = -1;

    private JobProcess(bool separateErrors, bool keepsInputOpen)
    {
        this.separateErrors = separateErrors;
        this.keepsInputOpen = keepsInputOpen;
    }

    public int Pid { get; private set; }

    /// <summary>Readable once the process has ended.</summary>
    public int ExitDescriptor => pidfd;

    /// <summary>What it prints; stderr too, unless that is separate. −1 at its end.</summary>
    public int OutputDescriptor => output;

    /// <summary>Its stderr, if separate.</summary>
    public int ErrorsDescriptor => errors;

    /// <summary>Starts the process.</summary>
    /// <returns>0, or the error number and no process.</returns>
    public static int Start(RunRequest request, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, bool bodyOnInput, out JobProcess process)
    {
        process = new JobProcess(request.UnderstandsFfmpeg, request.UnderstandsFfmpeg && !bodyOnInput);
        var error = process.Spawn(request.Program, arguments, environment, bodyOnInput ? request.Body.Span : default);
        if (error != 0)
        {
            process.Dispose();
        }

        return error;
    }

    /// <summary>Writes to its stdin, if that was kept open.</summary>
    public void Type(ReadOnlySpan<byte> keys)
    {
        if (input >= 0)
        {
            _ = Descriptor.WriteAll(input, keys);
        }
    }

    /// <summary>Whether its stdin was kept open.</summary>
    public bool CanType => input >= 0;

    /// <summary>Signals the job's whole process group. A stopped one is continued, so that it can handle the signal.</summary>
    public void Signal(int signal)
    {
        _ = kill(-Pid, signal);
        _ = kill(-Pid, SignalContinue);
    }

    /// <summary>Takes the exit status of the process, which has ended: an exit code or a signal.</summary>
    public (int? ExitCode, int? Signal) Reap()
    {
        int status;
        while (wait4(Pid, &status, 0, null) < 0 && LastError == Interrupted)
        {
        }

        // wait(2): the low 7 bits are the signal, the next byte the exit code.
        return (status & 0x7f) == 0 ? ((status >> 8) & 0xff, null) : (null, status & 0x7f);
    }

    public void CloseOutput() => Descriptor.Close(ref output);

    public void CloseErrors() => Descriptor.Close(ref errors);

    public void Dispose()
    {
        Descriptor.Close(ref input);
        Descriptor.Close(ref output);
        Descriptor.Close(ref errors);
        Descriptor.Close(ref pidfd);
    }

    private int Spawn(string program, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, ReadOnlySpan<byte> body)
    {
        int childInput = -1, childOutput = -1, childErrors = -1;
        try
        {
            if (!OpenInput(body, out childInput) || !OpenPipe(out output, out childOutput)
                || (separateErrors && !OpenPipe(out errors, out childErrors)))
            {
                return LastError;
            }

            int[] descriptors = [childInput, childOutput, separateErrors ? childErrors : childOutput];
            var error = Spawner.Spawn(program, arguments, environment, descriptors, out var pid);
            if (error == NotExecutableFormat)
            {
                // A script whose first line names no shell: run it as every shell does.
                error = Spawner.Spawn("/bin/sh", ["sh"u8.ToArray(), .. ScriptArguments(program, arguments)], environment, descriptors, out pid);
            }

            Pid = pid;
            pidfd = error == 0 ? OpenPidfd(pid) : -1;
            return error;
        }
        finally
        {
            Descriptor.Close(ref childInput);
            Descriptor.Close(ref childOutput);
            Descriptor.Close(ref childErrors);
        }
    }

    private static IEnumerable<byte[]> ScriptArguments(string program, IReadOnlyList<byte[]> arguments) =>
        arguments.Skip(1).Prepend(System.Text.Encoding.UTF8.GetBytes(program));

    // The body is an anonymous file in memory: a job that never reads it, or closes it at once, blocks nothing.
    private bool OpenInput(ReadOnlySpan<byte> body, out int childInput)
    {
        if (keepsInputOpen)
        {
            return OpenInputPipe(out childInput);
        }

        childInput = memfd_create("body", 1 /* MFD_CLOEXEC */);
        return childInput >= 0 && Descriptor.WriteAll(childInput, body) == 0 && lseek(childInput, 0, 0) == 0;
    }

    private bool OpenInputPipe(out int childInput)
    {
        var ends = stackalloc int[2];
        var opened = pipe2(ends, CloseOnExec) == 0;
        (childInput, input) = opened ? (ends[0], ends[1]) : (-1, -1);
        return opened && fcntl(input, 4 /* F_SETFL */, NonBlocking) == 0;
    }

    private static bool OpenPipe(out int readEnd, out int writeEnd)
    {
        var ends = stackalloc int[2];
        var opened = pipe2(ends, CloseOnExec) == 0;
        (readEnd, writeEnd) = opened ? (ends[0], ends[1]) : (-1, -1);
        return opened && fcntl(readEnd, 4 /* F_SETFL */, NonBlocking) == 0;
    }
}
