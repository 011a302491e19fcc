using System.Globalization;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>The runner process. It owns one job's process tree at a time, outlives its worker, and waits for the next job when one has ended.</summary>
public static class RunnerProgram
{
    /// <summary>The first argument, which makes the program a runner. The second is the descriptor of its socket, the third the folder for the jobs' private files.</summary>
    public const string Verb = "__run";

    private const long MostGarbage = 1 << 20;
    private static long collectedAt;

    /// <summary>Runs jobs until the worker is gone.</summary>
    /// <returns>The exit code.</returns>
    public static int Main(string[] arguments)
    {
        using var worker = new WorkerConnection(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        using var work = new WorkFolder(arguments[2]);
        BecomeReaper();
        var environment = ProcessEnvironment.Read();
        while (!worker.IsReattached && worker.WaitForFrame() is { } frame)
        {
            if (frame.Kind == FrameKind.Start)
            {
                var request = RunRequest.From(frame);
                using var log = new OutputLog(request.Files, request.LogLimit);
                new JobRun(request, log, worker, work, environment, TimeProvider.System).Run();
                work.Empty();
                CollectGarbage();
            }
        }

        return 0;
    }

    /// <summary>Keeps an idle process small. By itself the collector lets the garbage of every runner grow to the size of the processor's cache.</summary>
    internal static void CollectGarbage()
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - collectedAt > MostGarbage)
        {
            GC.Collect();
            collectedAt = allocated;
        }
    }

    // Orphans of the job become children of the runner instead of init's, so none escapes. Signals end no runner: only its worker or the lease does.
    private static void BecomeReaper()
    {
        const nint Ignore = 1;
        _ = Libc.prctl(Libc.ChildSubreaper, 1, 0, 0, 0);
        _ = Libc.signal(Libc.SignalHangup, Ignore);
        _ = Libc.signal(Libc.SignalInterrupt, Ignore);
        _ = Libc.signal(Libc.SignalTerminate, Ignore);
    }
}
