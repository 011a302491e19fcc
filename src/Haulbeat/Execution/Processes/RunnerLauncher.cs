using System.Net.Sockets;
using System.Text;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Execution.Processes;

/// <summary>Starts runners: the same binary, in a session of its own, with a socket to its worker.</summary>
internal static unsafe class RunnerLauncher
{
    private const int LocalFamily = 1; // AF_UNIX
    private const int StreamCloseOnExec = 1 | CloseOnExec; // SOCK_STREAM
    private const int StandardError = 2;
    private const int NoSuchFile = 2; // ENOENT
    private const string MoreFiles = "Raise the limit of open files (ulimit -n) or run fewer jobs at once.";
    private static IReadOnlyList<byte[]>? environment;

    /// <summary>Starts a runner. Its session is its own, so no terminal's Ctrl-C reaches it.</summary>
    /// <param name="program">Haulbeat's own executable and its first arguments.</param>
    /// <param name="work">The folder of the jobs' private folders.</param>
    /// <exception cref="IOException">No process can be started.</exception>
    public static RunnerProcess Start(IReadOnlyList<string> program, string work)
    {
        var runnerEnvironment = environment ??= ReadEnvironment();
        OpenDescriptors(out var nothing, out var ours, out var theirs);
        byte[][] arguments = [.. program.Select(Encoding.UTF8.GetBytes), Encoding.ASCII.GetBytes(RunnerProgram.Verb), "3"u8.ToArray(), Encoding.UTF8.GetBytes(work)];
        int[] descriptors = [nothing, nothing, StandardError, theirs];
        var error = Spawner.Spawn(program[0], arguments, runnerEnvironment, descriptors, out var pid);
        if (error == NoSuchFile && program[0] == Environment.ProcessPath)
        {
            // An upgrade or a clean-up removed the file. The kernel still has it.
            error = Spawner.Spawn("/proc/self/exe", arguments, runnerEnvironment, descriptors, out pid);
        }

        Descriptor.Close(ref nothing);
        Descriptor.Close(ref theirs);
        if (error != 0)
        {
            Descriptor.Close(ref ours);
            throw new IOException($"No runner can be started from {program[0]}: {Describe(error)}.{(error == TryAgain ? " Raise the limit of processes (ulimit -u) or run fewer jobs at once." : "")}");
        }

        return new RunnerProcess(pid, new Socket(new SafeSocketHandle(ours, ownsHandle: true)));
    }

    /// <summary>Waits for a runner's end and reaps it, so that no zombie is left.</summary>
    public static void Reap(int pid)
    {
        int status;
        _ = wait4(pid, &status, 0, null);
    }

    private static void OpenDescriptors(out int nothing, out int ours, out int theirs)
    {
        var ends = stackalloc int[2];
        nothing = open("/dev/null", ReadWrite | CloseOnExec, 0);
        if (nothing < 0 || socketpair(LocalFamily, StreamCloseOnExec, 0, ends) != 0)
        {
            var reason = Describe(LastError);
            Descriptor.Close(ref nothing);
            throw new IOException($"No runner can be started: {reason}. {MoreFiles}");
        }

        (ours, theirs) = (ends[0], ends[1]);
    }

    // The job inherits the runner's environment. The worker's settings, above all the broker's address, are not for it.
    private static List<byte[]> ReadEnvironment()
    {
        try
        {
            return [.. ProcessEnvironment.Read().Where(entry => !entry.AsSpan().StartsWith("HAULBEAT_"u8))];
        }
        catch (IOException exception)
        {
            throw new IOException($"No runner can be started: {exception.Message}. {MoreFiles}", exception);
        }
    }
}
