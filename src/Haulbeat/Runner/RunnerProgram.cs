using System.Globalization;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>The runner process: owns one job's process tree at a time, outlives its worker, and stays warm for the next job.</summary>
public static class RunnerProgram
{
    /// <summary>The first argument that makes the program a runner; the second is the descriptor of its socket, the third the folder for the jobs' private files.</summary>
    public const string Verb = "__run";

    /// <summary>Runs jobs until the worker is gone.</summary>
    /// <param name="arguments">The arguments of the program, with <see cref="Verb"/> first.</param>
    public static int Main(string[] arguments)
    {
        using var link = new WorkerLink(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        using var work = new WorkFolder(arguments[2]);
        BecomeReaper();
        var environment = ProcessEnvironment.Read();
        var heap = new Heap();
        while (!link.IsTakenOver && link.WaitForFrame() is { } frame)
        {
            if (frame.Kind == FrameKind.Start)
            {
                var specification = RunSpecification.From(frame);
                using var log = new OutputLog(specification.Files, specification.LogLimit);
                new JobRun(specification, log, link, work, environment, heap, TimeProvider.System).Run();
                work.Empty();
                heap.Tidy();
            }
        }

        return 0;
    }

    // Orphans of the job come to us instead of to init, so that none escapes; and nobody stops a runner but its worker or its lease.
    private static void BecomeReaper()
    {
        const nint Ignore = 1;
        _ = Libc.prctl(Libc.ChildSubreaper, 1, 0, 0, 0);
        _ = Libc.signal(Libc.SignalHangup, Ignore);
        _ = Libc.signal(Libc.SignalInterrupt, Ignore);
        _ = Libc.signal(Libc.SignalTerminate, Ignore);
    }
}
