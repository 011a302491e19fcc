using System.Net.Sockets;
using System.Text;
using Haulbeat.Running.Posix;
using Haulbeat.Running.Runner;
using static Haulbeat.Running.Posix.Libc;

namespace Haulbeat.Running;

/// <summary>Starts runners: the same binary re-executed, in a session of its own, with a socket to its worker.</summary>
internal static unsafe class RunnerLauncher
{
    private const int LocalSocket = 1; // AF_UNIX
    private const int StreamCloseOnExec = 1 | CloseOnExec; // SOCK_STREAM
    private const int StandardError = 2;

    /// <summary>Starts a runner. Its session is its own, so that no terminal's Ctrl-C reaches it.</summary>
    /// <param name="program">Haulbeat's own executable and its first arguments.</param>
    /// <param name="work">Where the jobs' private folders are made.</param>
    /// <exception cref="RunnerException">No process is to be had.</exception>
    public static RunnerProcess Start(IReadOnlyList<string> program, string work)
    {
        OpenDescriptors(out var nothing, out var ours, out var theirs);
        byte[][] arguments = [.. program.Select(Encoding.UTF8.GetBytes), Encoding.ASCII.GetBytes(RunnerProgram.Verb), "3"u8.ToArray(), Encoding.UTF8.GetBytes(work)];
        var error = Spawner.Spawn(new(program[0], arguments, RunnerEnvironment(), [nothing, nothing, StandardError, theirs]), out var pid);
        Descriptor.Close(ref nothing);
        Descriptor.Close(ref theirs);
        if (error != 0)
        {
            Descriptor.Close(ref ours);
            throw new RunnerException($"No runner can be started from {program[0]}: {Describe(error)}. Raise the limit of processes (ulimit -u) or lower --slots.");
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
        if (nothing < 0 || socketpair(LocalSocket, StreamCloseOnExec, 0, ends) != 0)
        {
            var reason = Describe(LastError);
            Descriptor.Close(ref nothing);
            throw new RunnerException($"No runner can be started: {reason}. Raise the limit of open files (ulimit -n) or lower --slots.");
        }

        (ours, theirs) = (ends[0], ends[1]);
    }

    // The job inherits the runner's environment, and what concerns the worker is none of its business: broker addresses above all.
    private static List<byte[]> RunnerEnvironment() =>
        [.. ProcessEnvironment.Read().Where(entry => !entry.AsSpan().StartsWith("HAULBEAT_"u8))];
}
