using System.Net.Sockets;
using System.Text;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Execution.Processes;

/// <summary>Starts runners: the same binary re-executed, in a session of its own, with a socket to its worker.</summary>
internal static unsafe class RunnerLauncher
{
    private const int LocalFamily = 1; // AF_UNIX
    private const int StreamCloseOnExec = 1 | CloseOnExec; // SOCK_STREAM
    private const int StandardError = 2;
    private const int NoSuchFile = 2; // ENOENT
    private static IReadOnlyList<byte[]>? environment;

    /// <summary>Starts a runner. Its session is its own, so that no terminal's Ctrl-C reaches it.</summary>
    /// <param name="program">Haulbeat's own executable and its first arguments.</param>
    /// <param name="work">Where the jobs' private folders are made.</param>
    /// <exception cref="RunnerException">No process is to be had.</exception>
    public static RunnerProcess Start(IReadOnlyList<string> program, string work)
    {
        var runnerEnvironment = environment ??= ReadEnvironment();
        OpenDescriptors(out var nothing, out var ours, out var theirs);
        byte[][] arguments = [.. program.Select(Encoding.UTF8.GetBytes), Encoding.ASCII.GetBytes(RunnerProgram.Verb), "3"u8.ToArray(), Encoding.UTF8.GetBytes(work)];
        int[] descriptors = [nothing, nothing, StandardError, theirs];
        var error = Spawner.Spawn(new(program[0], arguments, runnerEnvironment, descriptors), out var pid);
        if (error == NoSuchFile && program[0] == Environment.ProcessPath)
        {
            // An upgrade or a clean-up took our file away; the kernel has it still.
            error = Spawner.Spawn(new("/proc/self/exe", arguments, runnerEnvironment, descriptors), out pid);
        }

        Descriptor.Close(ref nothing);
        Descriptor.Close(ref theirs);
        if (error != 0)
        {
            Descriptor.Close(ref ours);
            throw new RunnerException($"No runner can be started from {program[0]}: {Describe(error)}.{(error == TryAgain ? " Raise the limit of processes (ulimit -u) or lower --slots." : "")}");
        }

        return new RunnerProcess(pid, new Socket(new SafeSocketHandle(ours, ownsHandle: true)));
    }

    /// <summary>Takes the exit status of a runner that has ended, so that no zombie is left.</summary>
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
            throw new RunnerException($"No runner can be started: {reason}. Raise the limit of open files (ulimit -n) or lower --slots.");
        }

        (ours, theirs) = (ends[0], ends[1]);
    }

    // The job inherits the runner's environment, and what concerns the worker is none of its business: broker addresses above all.
    private static List<byte[]> ReadEnvironment()
    {
        try
        {
            return [.. ProcessEnvironment.Read().Where(entry => !entry.AsSpan().StartsWith("HAULBEAT_"u8))];
        }
        catch (IOException exception)
        {
            throw new RunnerException($"No runner can be started: {exception.Message}. Raise the limit of open files (ulimit -n) or lower --slots.");
        }
    }
}
